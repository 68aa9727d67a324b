// Dates: generated instants through every way of writing them, and the texts that must be refused.
import fc from 'fast-check';
import { DateTime, FixedOffsetZone, Settings } from 'luxon';
import { describe, expect, it } from 'vitest';
import { isWritten, readText, writeDateTime } from '../../../runtime/engine/functions/calendar.ts';
import { dateFunctions } from '../../../runtime/engine/functions/date.ts';
import { ediDateFunctions } from '../../../runtime/engine/functions/edi-dates.ts';
import { UTC } from '../../../runtime/engine/functions/time-zones.ts';

function functionNamed(name: string): (...args: unknown[]) => unknown {
  const spec = [...dateFunctions, ...ediDateFunctions].find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`no function ${name}`);
  return spec.implementation as (...args: unknown[]) => unknown;
}

const dateTime = functionNamed('dateTime');
const date = functionNamed('date');
const utc = functionNamed('utc');
const x12 = functionNamed('x12DateTime');
const edifact = functionNamed('edifactDateTime');

const instants = fc.date({
  min: new Date('1970-01-01T00:00:00Z'),
  max: new Date('2068-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });
const locals = fc.tuple(instants, offsets).map(([instant, offset]) => {
  return DateTime.fromMillis(Math.floor(instant.getTime() / 1000) * 1000, { zone: FixedOffsetZone.instance(offset) });
});
const expected = (local: DateTime) => {
  const text = local.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
  return text.replace(/[+-]00:00$/, 'Z');
};

/** Texts of the shape of RFC 3339 whose numbers may be too large, and some of another shape. */
const shaped = fc
  .tuple(
    fc.constantFrom('0000', '0001', '1900', '2000', '2023', '2024', '9998', '9999', '20x4'),
    fc.constantFrom('-', '-', '-', '/', ''),
    fc.constantFrom('00', '01', '02', '04', '06', '09', '11', '12', '13', ' 1'),
    fc.constantFrom('00', '01', '28', '29', '30', '31', '32'),
    fc.constantFrom('T', 'T', 't', ' '),
    fc.constantFrom('00', '09', '23', '24', '25'),
    fc.constantFrom('00', '59', '60', '+1'),
    fc.constantFrom('00', '30', '59', '60', '1.5'),
    fc.constantFrom('Z', 'z', '+00:00', '-00:00', '+05:30', '-12:00', '+23:59', '+24:00', '+01:60', '+0100', '', '.5Z'),
  )
  .map(([year, dash, month, day, t, hour, minute, second, zone]) =>
    [year, dash, month, dash, day, t, hour, ':', minute, ':', second, zone].join(''),
  );

describe('a text that is written as it would be', () => {
  it('is known without a calendar only when the calendar says the same', () => {
    let known = 0;
    fc.assert(
      fc.property(shaped, (text) => {
        if (!isWritten(text)) return;
        known += 1;
        const read = readText(text, UTC);
        expect(read === undefined ? undefined : writeDateTime(read)).toBe(text);
      }),
      { numRuns: 20_000 },
    );
    expect(known).toBeGreaterThan(20);
  });

  it('is known for every instant with an offset', () => {
    fc.assert(
      fc.property(locals, (local) => {
        expect(isWritten(expected(local))).toBe(true);
      }),
    );
  });
});

describe('generated instants', () => {
  it('come out of $dateTime as they went in, in every variant of ISO 8601', () => {
    fc.assert(
      fc.property(locals, (local) => {
        for (const format of [
          "yyyy-MM-dd'T'HH:mm:ssZZ",
          "yyyy-MM-dd'T'HH:mm:ssZZZ",
          'yyyy-MM-dd HH:mm:ss ZZZ',
          "yyyy/MM/dd HH:mm:ss'.0000000'ZZ",
          "yyyyMMdd'T'HHmmssZZZ",
          "yyyyMMdd'T'HH:mm:ss ZZ",
          'yyyy-MM-dd hh:mm:ss a ZZ',
          "yyyy-M-d H:mm:ss ZZ'[Some/Place]'",
        ]) {
          expect(dateTime(local.toFormat(format, { locale: 'en-US' })), format).toBe(expected(local));
        }
        expect(dateTime(local.toRFC2822())).toBe(expected(local));
        expect(dateTime(local.toFormat('M/d/yyyy h:mm:ss a ZZ', { locale: 'en-US' }), 'M/d/yyyy h:mm:ss a ZZ')).toBe(
          expected(local),
        );
      }),
    );
  });

  it('come out of epoch numbers at UTC', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const seconds = Math.floor(instant.getTime() / 1000);
        fc.pre(seconds < 1e7 || seconds >= 1e8);
        const text = new Date(seconds * 1000).toISOString().replace('.000', '');
        expect(dateTime(seconds)).toBe(text);
        fc.pre(instant.getTime() >= 1e11);
        expect(Date.parse(String(dateTime(instant.getTime())))).toBe(instant.getTime());
      }),
    );
  });

  it('keep the moment and lose the offset in $utc', () => {
    fc.assert(
      fc.property(locals, (local) => {
        const text = String(utc(expected(local)));
        expect(text).toMatch(/Z$/);
        expect(Date.parse(text)).toBe(local.toMillis());
        expect(utc(text)).toBe(text);
      }),
    );
  });

  it('keep the day of their place in $date', () => {
    fc.assert(
      fc.property(locals, (local) => {
        expect(date(expected(local))).toBe(local.toFormat('yyyy-MM-dd'));
      }),
    );
  });

  it('survive X12 and EDIFACT', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const local = DateTime.fromMillis(Math.floor(instant.getTime() / 1000) * 1000, { zone: 'utc' });
        const at = (format: string) => local.toFormat(format);
        expect(x12(at('yyyyMMdd'), at('HHmmss'))).toBe(expected(local));
        expect(x12(at('yyMMdd'), at('HHmm'))).toBe(expected(local.startOf('minute')));
        expect(x12(at('yyyyMMdd'))).toBe(at('yyyy-MM-dd'));
        expect(edifact(at('yyyyMMddHHmmss'), '204')).toBe(expected(local));
        expect(edifact(at('yyMMddHHmm'), '201')).toBe(expected(local.startOf('minute')));
        expect(edifact(at('yyyyMMdd'), 102)).toBe(at('yyyy-MM-dd'));
        expect(edifact(at('ddMMyy'), '2')).toBe(at('yyyy-MM-dd'));
        expect(edifact(`${at('yyyyMMdd')}-20991231`, '718')).toBe(at('yyyy-MM-dd'));
        expect(edifact(at('kkkkWW'), '616')).toBe(local.startOf('week').toFormat('yyyy-MM-dd'));
      }),
    );
  });
});

describe('fractions of a second', () => {
  it('keep every digit that came, less zeros at the end', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }), (list) => {
        const fraction = list.join('').replace(/0+$/, '');
        const tail = fraction === '' ? '' : `.${fraction}`;
        expect(dateTime(`2026-05-01T10:00:00.${list.join('')}+02:00`)).toBe(`2026-05-01T10:00:00${tail}+02:00`);
        expect(utc(`2026-05-01T10:00:00,${list.join('')}+02:00`)).toBe(`2026-05-01T08:00:00${tail}Z`);
      }),
    );
    expect(dateTime('2026-05-01 10:00:00.123456', 'yyyy-MM-dd HH:mm:ss.u')).toBe('2026-05-01T10:00:00.123456Z');
    expect(dateTime(1514764800.25)).toBe('2018-01-01T00:00:00.25Z');
    expect(dateTime(1514764800025)).toBe('2018-01-01T00:00:00.025Z');
  });
});

describe('zones', () => {
  it('stand for the offset of the day where the text has none', () => {
    expect(dateTime('2026-01-15 12:00:00', undefined, 'America/New_York')).toBe('2026-01-15T12:00:00-05:00');
    expect(dateTime('2026-07-15 12:00:00', undefined, 'America/New_York')).toBe('2026-07-15T12:00:00-04:00');
    expect(dateTime('2026-07-15T12:00:00Z', undefined, 'America/New_York')).toBe('2026-07-15T12:00:00Z');
    expect(dateTime(1514764800, undefined, '+05:30')).toBe('2018-01-01T05:30:00+05:30');
    expect(dateTime('2026-01-15 12:00:00', undefined, 'Europe/London')).toBe('2026-01-15T12:00:00Z');
  });

  it('move a time that summer time skips forward, and take the first of one that comes twice, in any season', () => {
    const { now } = Settings;
    try {
      for (const season of ['2026-01-15T00:00:00Z', '2026-07-15T00:00:00Z']) {
        Settings.now = () => Date.parse(season);
        for (const [text, zone, result] of [
          ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T03:30:00+02:00'],
          ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
          ['2026-03-08T02:30', 'America/New_York', '2026-03-08T03:30:00-04:00'],
          ['2026-11-01T01:30', 'America/New_York', '2026-11-01T01:30:00-04:00'],
          ['2026-04-05T02:30', 'Australia/Sydney', '2026-04-05T02:30:00+11:00'],
        ] as const) {
          expect(dateTime(text, undefined, zone)).toBe(result);
          expect(dateTime(text, "yyyy-MM-dd'T'HH:mm", zone)).toBe(result);
          expect(dateTime(`${text} ${zone}`, "yyyy-MM-dd'T'HH:mm z")).toBe(result);
        }
      }
    } finally {
      Settings.now = now;
    }
  });

  it('give back the local time of every instant, but for the second run of an hour that comes twice', () => {
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kolkata'),
        (instant, zone) => {
          const local = DateTime.fromMillis(instant.getTime(), { zone }).startOf('second');
          const found = DateTime.fromISO(String(dateTime(local.toFormat("yyyy-MM-dd'T'HH:mm:ss"), undefined, zone)), {
            zone,
          });
          expect(found.toFormat('yyyy-MM-dd HH:mm:ss')).toBe(local.toFormat('yyyy-MM-dd HH:mm:ss'));
          expect(local.toMillis() - found.toMillis()).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('of this machine are refused, since every machine must give the same', () => {
    for (const zone of ['local', 'system', 'default', '', 'Europe/Nowhere', '+25:00', 'constructor', '__proto__', 5]) {
      expect(() => dateTime('2026-01-15T12:00', undefined, zone), String(zone)).toThrow(/expected a time zone/);
    }
  });

  it('of X12 are the codes of element 623', () => {
    const at = (code: string) => x12('20260701', '1200', code);
    expect([
      at('UT'),
      at('LT'),
      at('ET'),
      at('ES'),
      at('PT'),
      at('01'),
      at('12'),
      at('13'),
      at('19'),
      at('24'),
    ]).toEqual([
      ...['2026-07-01T12:00:00Z', '2026-07-01T12:00:00Z', '2026-07-01T12:00:00-04:00', '2026-07-01T12:00:00-05:00'],
      ...['2026-07-01T12:00:00-07:00', '2026-07-01T12:00:00+01:00', '2026-07-01T12:00:00+12:00'],
      ...['2026-07-01T12:00:00-12:00', '2026-07-01T12:00:00-06:00', '2026-07-01T12:00:00-01:00'],
    ]);
    expect(() => at('25')).toThrow(/time zone/);
  });
});

describe('what is no date', () => {
  it.each([
    ...['', 'soon', '2026', '2026-05', '05/01/2026', '01.05.2026', '2026-02-29', '2026-00-10', '2026-04-31T00:00:00Z'],
    ...[
      '2026-05-01T25:00:00Z',
      '2026-05-01T10:60:00Z',
      '2026-05-01T23:59:60Z',
      '2026-05-01T24:00:01Z',
      '2026-05-01T24:00:00.5Z',
    ],
    ...[
      '2026-05-01T10:00:00+25:00',
      '2026-05-01T',
      '2026-05-01Z',
      '2026-05-01T13:00 PM',
      '2026111',
      '1514764800',
      '1514764800123',
    ],
    ...['Mon, 31 Mar 2015 14:37:24 +0000', '0000-00-00 00:00:00', '20260501103', '2026-05/01', 'x'.repeat(10_000)],
    ...[-1, Number.NaN, Number.POSITIVE_INFINITY, 1e18, true, {}, ['2026-05-01']],
  ])('is refused: %j', (value) => {
    expect(() => dateTime(value)).toThrow(/^\$dateTime: expected a date and time as in ISO 8601 or RFC 2822/);
    expect(() => date(value)).toThrow(/^\$date: expected/);
  });

  it('includes a text that does not fit its format, and a format that leaves the day to the clock', () => {
    expect(() => dateTime('2026-05-01', 'dd.MM.yyyy')).toThrow(
      '$dateTime: expected a date in the format dd.MM.yyyy, found a string of 10 characters',
    );
    for (const [text, format] of [
      ['10:30', 'HH:mm'],
      ['May 1', 'MMM d'],
      ['2026', 'yyyy'],
      ['05 2026', 'MM yyyy'],
      ['3', 'HH a'],
      ['x', "'x'"],
    ]) {
      expect(() => dateTime(text, format), format).toThrow(/expected a date in the format/);
    }
    expect(() => dateTime('2026-05-01', '')).toThrow(/Luxon format/);
    expect(() => dateTime('2026-05-01', 7)).toThrow(/Luxon format/);
  });

  it('includes EDI values that do not fit their mask', () => {
    for (const value of ['2026050', '202605011', '20261301', '2026-05-01', 'CCYYMMDD', '00000000']) {
      expect(() => x12(value), value).toThrow(/^\$x12DateTime: expected a d/);
      expect(() => edifact(value, '102'), value).toThrow(
        /^\$edifactDateTime: expected a date as CCYYMMDD \(2379: 102\)/,
      );
    }
    for (const time of ['9', '930', '2500', '1260', '103060', '123456789', 'noon']) {
      expect(() => x12('20260501', time), time).toThrow(/expected/);
    }
    expect(() => edifact('20260501', 'constructor')).toThrow(/format qualifier/);
    expect(() => edifact('200208301215XYZ', '303')).toThrow(/CCYYMMDDHHMMZZZ/);
    expect(() => edifact('260501')).toThrow(/format qualifier beside a value of that length/);
  });
});

describe('dates that systems really write', () => {
  it.each([
    ['2014-08-22T13:23:35.000Z', '2014-08-22T13:23:35Z'],
    ['2008-01-10T11:00:00-05:00', '2008-01-10T11:00:00-05:00'],
    ['2017-03-22T16:28:02', '2017-03-22T16:28:02Z'],
    ['2017-03-22 16:28:02', '2017-03-22T16:28:02Z'],
    ['2017-03-22 16:28:02.123456', '2017-03-22T16:28:02.123456Z'],
    ['2017-03-22 16:28:02 UTC', '2017-03-22T16:28:02Z'],
    ['2017-03-22T16:28:02+0000', '2017-03-22T16:28:02Z'],
    ['2017-03-22t16:28:02z', '2017-03-22T16:28:02Z'],
    ['2017-03-22T16:28Z', '2017-03-22T16:28:00Z'],
    ['20170322T162802Z', '2017-03-22T16:28:02Z'],
    ['20170322162802', '2017-03-22T16:28:02Z'],
    ['201703221628', '2017-03-22T16:28:00Z'],
    ['2017/03/22 04:28:02 PM', '2017-03-22T16:28:02Z'],
    ['2017-03-22T16:28:02+01:00[Europe/Paris]', '2017-03-22T16:28:02+01:00'],
    ['Wed, 22 Mar 2017 16:28:02 GMT', '2017-03-22T16:28:02Z'],
    ['Wed, 22 Mar 2017 16:28:02 UTC', '2017-03-22T16:28:02Z'],
    ['22 Mar 2017 16:28:02 EST', '2017-03-22T16:28:02-05:00'],
    [' 2017-03-22 ', '2017-03-22'],
    ['20170322', '2017-03-22'],
    ['0001-01-01T00:00:00', '0001-01-01T00:00:00Z'],
  ])('%s', (text, result) => {
    expect(dateTime(text)).toBe(result);
  });
});
