// Every fault of X12 envelopes and contents: its word, its grade, and whether the set goes on.
import { describe, expect, it } from 'vitest';
import { functionalIdOf } from '../../../runtime/engine/formats/edi/x12-functional-ids.ts';
import { X12_GUIDES } from '../../../runtime/engine/formats/edi/x12-guides.ts';
import { x12 } from '../../../runtime/engine/formats/x12.ts';
import { bytesOf, codesOf, GS, ISA, ORDER, onlyMessage, setOf, wordsOf, x12Text } from './edi-samples.ts';

const decode = (text: string) => x12.decode(bytesOf(text));
const order = setOf('850', ORDER);
const second = setOf('850', ORDER, '0002');
const orderOf = (...lines: string[]) => x12Text({ sets: [setOf('850', [...ORDER, ...lines])] });
const setWith = (kind: string, gs: string, body: readonly string[]) =>
  x12Text({ gs: GS.replace('PO*', `${gs}*`), sets: [setOf(kind, body)] });

describe('a clean interchange', () => {
  it('has no findings', () => {
    const decoded = decode(x12Text({ sets: [order, second], end: '~\n' }));
    expect(codesOf(decoded)).toEqual([]);
    expect(decoded.messages.map((message) => message.error)).toEqual([undefined, undefined]);
  });
});

describe('faults that let the set pass', () => {
  it.each([
    ['SE01 too high', x12Text({ sets: [[...order.slice(0, -1), 'SE*9*0001']] }), ['SE01(9≠6)']],
    ['SE01 without a number', x12Text({ sets: [[...order.slice(0, -1), 'SE*x*0001']] }), ['SE01(x≠6)']],
    ['SE02 without its zeros', x12Text({ sets: [[...order.slice(0, -1), 'SE*6*1']] }), ['SE02_UNPADDED']],
    ['GE01 too high', x12Text({ ge: 'GE*2*4' }), ['GE01(2≠1)']],
    ['GE02 of another group', x12Text({ ge: 'GE*1*5' }), ['GE02≠GS06']],
    ['GE02 with zeros', x12Text({ ge: 'GE*1*0004' }), ['GE02_UNPADDED']],
    ['IEA01 too high', x12Text({ iea: 'IEA*2*000000017' }), ['IEA01(2≠1)']],
    ['IEA02 of another interchange', x12Text({ iea: 'IEA*1*000000018' }), ['IEA02≠ISA13']],
    ['IEA02 without its zeros', x12Text({ iea: 'IEA*1*17' }), ['IEA02_UNPADDED']],
    ['no GE', x12Text({ ge: '' }), ['NO_GE']],
    ['no IEA', x12Text({ iea: '' }), ['NO_IEA']],
    ['neither GE nor IEA', x12Text({ ge: '', iea: '' }), ['NO_IEA', 'NO_GE']],
    ['no GS', x12Text({ gs: '' }), ['NO_GS']],
    ['neither GS nor GE', x12Text({ gs: '', ge: '', iea: 'IEA*0*000000017' }), ['NO_GS']],
    ['the functional id of invoices', x12Text({ gs: GS.replace('PO*', 'IN*') }), ['GS01(IN≠PO for 850)']],
    ['a set number twice in a group', x12Text({ sets: [order, order] }), ['DUP_ST02(0001)']],
    ['a byte order mark', `\ufeff${x12Text()}`, ['BOM']],
    ['a character outside ASCII', orderOf('MSG*50 € – now'), ['NON_ASCII']],
    [
      'an ISA of 105 bytes with elements of wrong width',
      x12Text({ isa: ISA.replace('NORTHWIND      *01*HARBOUR        ', 'NORTHWIND       *01*HARBOUR       ') }),
      ['ISA_PADDING'],
    ],
    ['a U.P.C. with a wrong check digit', orderOf('PO1*2*1*EA***UP*012345678901'), ['CHECKDIGIT(UP:012345678901)']],
    [
      'an EAN with a wrong check digit',
      orderOf('PO1*2*1*EA***VN*X*EN*4012345678902'),
      ['CHECKDIGIT(EN:4012345678902)'],
    ],
    [
      'a GTIN-14 with a wrong check digit',
      setWith('846', 'IB', ['BIA*00*SI*1*20260901', 'LIN*1*UK*10012345678901']),
      ['CHECKDIGIT(UK:10012345678901)'],
    ],
    [
      'an SSCC with a wrong check digit',
      setWith('856', 'SH', ['BSN*00*1*20260901*1200', 'HL*1**P', 'MAN*GM*00340123450000000019', 'LIN**VN*A']),
      ['SSCC(00340123450000000019)'],
    ],
    [
      'a licence plate with a wrong check digit',
      setWith('945', 'SW', ['W06*F*1*20260901', 'LX*1', 'W12*CC*1*1*0*EA**VN*A', 'N9*LV*340123450000000019*36']),
      ['SSCC(340123450000000019)'],
    ],
    ['no lines', setWith('940', 'OW', ['W05*N*SO-1']), ['NO_LINES']],
  ])('%s', (_, text, words) => {
    const decoded = decode(text);
    expect(wordsOf(decoded)).toEqual(words);
    expect(decoded.messages.flatMap((message) => message.error ?? [])).toEqual([]);
    expect(decoded.messages.flatMap((message) => message.findings).every(({ severity }) => severity !== 'error')).toBe(
      true,
    );
  });

  it('says nothing of product ids that are right, of other lengths, or behind other qualifiers', () => {
    const lines = [
      'UP*012345678905',
      'EN*4012345678901',
      'UK*10012345678902',
      'UP*555666411',
      'VN*012345678901',
      'UP*SKU-1',
    ];
    expect(codesOf(decode(orderOf(...lines.map((pair, i) => `PO1*${i + 2}*1*EA***${pair}`))))).toEqual([]);
  });

  it('says nothing of an SSCC that is right', () => {
    const body = [
      'BSN*00*1*20260901*1200',
      'HL*1**P',
      'MAN*GM*00340123450000000017',
      'MAN*AA*340123450000000017',
      'LIN**VN*A',
    ];
    expect(codesOf(decode(setWith('856', 'SH', body)))).toEqual([]);
  });

  it('grades a set number that another group has as information, because that is legal', () => {
    const other = x12Text({
      isa: ISA.replace('17*0', '18*0'),
      gs: GS.replace('*4*', '*5*'),
      ge: 'GE*1*5',
      iea: 'IEA*1*000000018',
    });
    const [first, last] = decode(x12Text() + other).messages;
    expect(first?.findings).toEqual([]);
    expect(last?.findings).toMatchObject([{ code: 'x12.duplicate-set', severity: 'info', actual: '0001' }]);
  });

  it('tells an interchange and a group that come twice', () => {
    expect(codesOf(decode(x12Text() + x12Text()))).toEqual([
      'x12.duplicate-interchange',
      'x12.duplicate-group',
      'x12.duplicate-set',
    ]);
  });

  it('tells segments behind the end of the interchange', () => {
    expect(codesOf(decode(`${x12Text()}REF*ZZ*late~`))).toEqual(['x12.stray']);
  });

  it.each([
    ['a cancelled order', setWith('850', 'PO', ['BEG*01*SA*PO-1**20260901'])],
    ['a cancelled change', setWith('860', 'PC', ['BCH*01*NE*PO-1***20260901'])],
    ['an acknowledgement without detail', setWith('855', 'PR', ['BAK*00*AK*PO-1*20260901'])],
    ['a cancelled warehouse order', setWith('940', 'OW', ['W05*F*SO-1'])],
    ['a 997', setWith('997', 'FA', ['AK1*PO*1', 'AK9*A*1*1*1'])],
  ])('needs no lines in %s', (_, text) => {
    expect(wordsOf(decode(text))).toEqual([]);
  });

  it.each([
    ['a quantity with a separator of thousands', 'PO1*2*1,200*EA', 'x12.element-number', 'PO102'],
    ['a unit of seven characters', 'PO1*2*1*INVALID', 'x12.element-too-long', 'PO103'],
    ['a unit of one character', 'PO1*2*1*E', 'x12.element-too-short', 'PO103'],
    ['a date that is none', 'DTM*002*20261301', 'x12.element-date', 'DTM02'],
    ['a date of six digits in 004010', 'DTM*002*260901', 'x12.element-date', 'DTM02'],
    ['a time that is none', 'DTM*002*20260901*2560', 'x12.element-time', 'DTM03'],
  ])('tells %s with its place', (_, line, code, element) => {
    const { findings, value } = onlyMessage(decode(orderOf(line)));
    expect(findings).toMatchObject([
      { code, severity: 'warning', at: { segment: element.slice(0, 3), segmentIndex: 6, element } },
    ]);
    expect(findings[0]?.message).not.toContain(line.split('*').at(-1));
    expect(value).toBeDefined();
  });
});

describe('faults that hold the set', () => {
  it.each([
    ['no SE before the next set', { sets: [order.slice(0, -1), second], ge: 'GE*2*4' }, 'NO_SE'],
    ['another number in SE02', { sets: [[...order.slice(0, -1), 'SE*6*0009'], second], ge: 'GE*2*4' }, 'SE02≠ST02'],
    ['no ST', { sets: [order.slice(1), second], ge: 'GE*2*4' }, 'NO_ST'],
  ])('%s: held, while its neighbour goes on', (_, parts, word) => {
    const { messages, findings } = decode(x12Text(parts));
    expect(messages.map((message) => message.error?.code)).toEqual(['format.x12.envelope', undefined]);
    expect(messages[0]?.value).toBeUndefined();
    expect(messages[1]?.findings).toEqual([]);
    expect(wordsOf({ messages: messages.slice(0, 1), findings })).toContain(word);
  });

  it('holds a set that the end of the data cuts off, wherever that is', () => {
    const text = x12Text();
    const from = text.indexOf('ST*850') + 8;
    const to = text.indexOf('SE*6*0001');
    for (let end = from; end < to; end++) {
      const decoded = decode(text.slice(0, end));
      expect(onlyMessage(decoded).error?.code, `cut at ${end}`).toMatch(/^format\.x12\.(envelope|segment)$/);
      expect(wordsOf(decoded)).toContain('NO_SE');
    }
  });

  it('holds a set whose ST names no kind', () => {
    const decoded = decode(x12Text({ sets: [['ST**0001', ...ORDER, 'SE*6*0001']] }));
    expect(onlyMessage(decoded).error).toMatchObject({
      code: 'format.x12.envelope',
      at: { segment: 'ST', element: 'ST01' },
    });
  });

  it('holds a set with a segment whose id cannot be read, and says where', () => {
    const { messages } = decode(x12Text({ sets: [setOf('850', [...ORDER, 'po1*2*1*EA']), second] }));
    expect(messages.map((message) => message.error?.code)).toEqual(['format.x12.segment', undefined]);
    expect(messages[0]?.error?.at).toMatchObject({ segmentIndex: 6 });
  });

  it('never repeats what stands in the segments', () => {
    const { messages } = decode(
      x12Text({
        sets: [setOf('850', ['BEG*00*SA*SECRET', 'secret*1']), setOf('850', ['N1*ST*SECRET'], '2').slice(0, -1)],
      }),
    );
    for (const { error, findings } of messages)
      expect(JSON.stringify({ error, findings }).toUpperCase()).not.toContain('SECRET');
  });
});

describe('the table of functional ids', () => {
  it.each([
    ['810', 'IN'],
    ['820', 'RA'],
    ['824', 'AG'],
    ['830', 'PS'],
    ['832', 'SC'],
    ['846', 'IB'],
    ['850', 'PO'],
    ['852', 'PD'],
    ['855', 'PR'],
    ['856', 'SH'],
    ['860', 'PC'],
    ['861', 'RC'],
    ['862', 'SS'],
    ['864', 'TX'],
    ['865', 'CA'],
    ['869', 'RS'],
    ['870', 'RS'],
    ['875', 'OG'],
    ['880', 'GP'],
    ['940', 'OW'],
    ['943', 'AR'],
    ['944', 'RE'],
    ['945', 'SW'],
    ['947', 'AW'],
    ['990', 'GF'],
    ['997', 'FA'],
    ['204', 'SM'],
    ['210', 'IM'],
    ['214', 'QM'],
    ['180', 'AN'],
    ['753', 'RF'],
    ['754', 'RG'],
  ])('gives %s the id %s', (kind, id) => {
    expect(functionalIdOf(kind)).toBe(id);
  });

  it('has an id for every set that has a guide', () => {
    expect(Object.keys(X12_GUIDES).filter((kind) => functionalIdOf(kind) === undefined)).toEqual([]);
  });
});
