// Writing X12 interchanges: counts, padding, groups, and what cannot be written.
import { describe, expect, it } from 'vitest';
import { CrossdockError } from '../../../runtime/engine/errors.ts';
import { segmentsOf } from '../../../runtime/engine/formats/edi/message.ts';
import type { EncodeEnvelope, EncodeOptions } from '../../../runtime/engine/formats/format.ts';
import { x12 } from '../../../runtime/engine/formats/x12.ts';
import { codesOf, onlyMessage, textOf } from './edi-samples.ts';

const envelope: EncodeEnvelope = {
  sender: 'HARBOUR',
  receiver: 'NORTHWIND',
  receiverQualifier: '01',
  interchangeControl: '42',
  preparedAt: '2026-09-01T12:30:00+02:00',
};
const order = {
  kind: '940',
  version: '004010',
  functionalId: 'OW',
  segments: [
    ['W05', 'N', 'SO-1'],
    ['LX', 1],
    ['W01', 4, 'EA', null, 'VN', 'A-1', ''],
  ],
};
const encode = (value: unknown, options: EncodeOptions = { envelope }) => textOf(x12.encode(value, options));

describe('an outbound interchange', () => {
  it('has padded headers and right counts and control numbers', () => {
    expect(encode(order, { envelope, options: { newline: true } })).toBe(
      [
        'ISA*00*          *00*          *ZZ*HARBOUR        *01*NORTHWIND      *260901*1230*U*00401*000000042*0*P*>~',
        'GS*OW*HARBOUR*NORTHWIND*20260901*1230*42*X*004010~',
        'ST*940*0001~',
        'W05*N*SO-1~',
        'LX*1~',
        'W01*4*EA**VN*A-1~',
        'SE*5*0001~',
        'GE*1*42~',
        'IEA*1*000000042~',
        '',
      ].join('\n'),
    );
  });

  it('is one line without the option, and takes the functional id from the set', () => {
    const { functionalId: _, ...bare } = order;
    expect(encode(bare)).toBe(encode(order));
    expect(encode(order)).not.toContain('\n');
  });

  it('reads back without a finding', () => {
    const decoded = x12.decode(x12.encode(order, { envelope: { ...envelope, test: true } }));
    expect(codesOf(decoded)).toEqual([]);
    expect(onlyMessage(decoded).envelope).toEqual({
      syntax: 'x12',
      kind: '940',
      version: '004010',
      sender: 'HARBOUR',
      receiver: 'NORTHWIND',
      interchangeControl: '000000042',
      groupControl: '42',
      messageControl: '0001',
      test: true,
    });
  });

  it('puts several messages into one interchange, those of one kind into one group', () => {
    const notice = {
      kind: '997',
      segments: [
        ['AK1', 'PO', '1'],
        ['AK9', 'A', 1, 1, 1],
      ],
    };
    const decoded = x12.decode(
      x12.encode([order, order, notice], { envelope: { ...envelope, groupControl: '7', messageControl: '0098' } }),
    );
    expect(codesOf(decoded)).toEqual([]);
    expect(
      decoded.messages.map(({ envelope }) => [envelope?.kind, envelope?.groupControl, envelope?.messageControl]),
    ).toEqual([
      ['940', '7', '0098'],
      ['940', '7', '0099'],
      ['997', '8', '0100'],
    ]);
  });

  it('writes composites, and repetitions from version 004020 on', () => {
    const value = {
      kind: '850',
      version: '005010',
      segments: [
        ['BEG', '00'],
        ['REF', 'ZZ', [['a'], ['b']], ['x', '', 'z']],
      ],
    };
    expect(encode(value)).toContain('*^*00501*');
    expect(encode(value)).toContain('REF*ZZ*a^b*x>>z~');
    expect(segmentsOf(onlyMessage(x12.decode(x12.encode(value, { envelope }))))).toEqual(value.segments);
  });

  it('dates groups of versions before 004010 with six digits', () => {
    expect(encode({ ...order, version: '003040' })).toContain('*260901*1230*42*X*003040~');
  });
});

describe('what cannot be written', () => {
  const refused = (value: unknown, options?: EncodeOptions) => {
    try {
      encode(value, options);
    } catch (thrown) {
      if (thrown instanceof CrossdockError) return thrown.toJSON();
      throw thrown;
    }
    return undefined;
  };
  const withElement = (element: unknown, version = '004010') => ({
    ...order,
    version,
    segments: [['W05', 'N', element]],
  });

  it.each(['a*b', 'a~b', 'a>b', 'line\nbreak', 'tab\t'])(
    'names segment and element of a value that holds a delimiter or control character',
    (text) => {
      const error = refused(withElement(text));
      expect(error).toMatchObject({ code: 'format.encode', at: { segment: 'W05', segmentIndex: 1, element: 'W0502' } });
      expect(error?.message).toContain('W0502');
      expect(error?.message).not.toContain(text);
    },
  );

  it('refuses the repetition separator only where there is one', () => {
    expect(refused(withElement('a^b'))).toBeUndefined();
    expect(refused(withElement('a^b', '005010'))?.code).toBe('format.encode');
  });

  it.each([
    ['no envelope', order, {}],
    ['a sender of sixteen characters', order, { envelope: { ...envelope, sender: 'ABCDEFGHIJKLMNOP' } }],
    ['no sender', order, { envelope: { ...envelope, sender: '' } }],
    ['a sender with a delimiter', order, { envelope: { ...envelope, sender: 'A*B' } }],
    ['a control number with letters', order, { envelope: { ...envelope, interchangeControl: 'A1' } }],
    ['a time that is none', order, { envelope: { ...envelope, preparedAt: 'today' } }],
    ['an unknown option', order, { envelope, options: { crlf: true } }],
    ['an option of the wrong kind', order, { envelope, options: { newline: 'yes' } }],
    ['no value', undefined, { envelope }],
    ['no messages', [], { envelope }],
    ['no segments', { kind: '940', segments: [] }, { envelope }],
    ['a kind that is no set', { ...order, kind: 'ORDERS' }, { envelope }],
    ['a set without functional id', { kind: '321', segments: [['AA1']] }, { envelope }],
    ['a segment that is no array', { ...order, segments: ['W05'] }, { envelope }],
    ['a segment without id', { ...order, segments: [[1, 'N']] }, { envelope }],
    ['an envelope segment', { ...order, segments: [['SE', 1]] }, { envelope }],
    ['an object as element', withElement({}), { envelope }],
    ['a flag as element', withElement(true), { envelope }],
    ['a number with exponent', withElement(1e21), { envelope }],
    ['a number that is not finite', withElement(Number.NaN), { envelope }],
    ['a repetition before 004020', withElement([['a'], ['b']]), { envelope }],
    ['a version that is none', { ...order, version: '4010' }, { envelope }],
  ])('refuses %s', (_, value, options) => {
    expect(refused(value, options)?.code).toBe('format.encode');
  });
});
