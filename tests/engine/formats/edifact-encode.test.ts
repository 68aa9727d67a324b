// Writing EDIFACT interchanges: counts, released characters, character repertoires, and what cannot be written.
import { describe, expect, it } from 'vitest';
import { CrossdockError } from '../../../runtime/engine/errors.ts';
import { segmentsOf } from '../../../runtime/engine/formats/edi/message.ts';
import { edifact } from '../../../runtime/engine/formats/edifact.ts';
import type { EncodeEnvelope, EncodeOptions } from '../../../runtime/engine/formats/format.ts';
import { codesOf, onlyMessage, textOf } from './edi-samples.ts';

const envelope: EncodeEnvelope = {
  sender: '4012345000009',
  senderQualifier: '14',
  receiver: '5412345000013',
  receiverQualifier: '14',
  interchangeControl: '42',
  preparedAt: '2026-09-01T12:30:00+02:00',
};
const order = {
  kind: 'ORDERS',
  version: 'D:96A:UN',
  segments: [
    ['BGM', 220, 'PO-77', 9],
    ['LIN', 1, null, ['4000862141404', 'SRV']],
    ['QTY', [21, 48]],
    ['UNS', 'S'],
  ],
};
const encode = (value: unknown, options: EncodeOptions = { envelope }) => textOf(edifact.encode(value, options));

describe('an outbound interchange', () => {
  it('has its service characters, headers, counts and references', () => {
    expect(encode(order, { envelope: { ...envelope, test: true }, options: { newline: true } })).toBe(
      [
        "UNA:+.? '",
        "UNB+UNOC:3+4012345000009:14+5412345000013:14+260901:1230+42++ORDERS++++1'",
        "UNH+1+ORDERS:D:96A:UN'",
        "BGM+220+PO-77+9'",
        "LIN+1++4000862141404:SRV'",
        "QTY+21:48'",
        "UNS+S'",
        "UNT+6+1'",
        "UNZ+1+42'",
        '',
      ].join('\n'),
    );
    expect(encode(order)).not.toContain('\n');
  });

  it('reads back without a finding', () => {
    const decoded = edifact.decode(
      edifact.encode([order, order], { envelope: { ...envelope, messageControl: '0099' } }),
    );
    expect(codesOf(decoded)).toEqual([]);
    expect(decoded.messages.map((message) => message.envelope?.messageControl)).toEqual(['0099', '0100']);
    expect(decoded.messages[0]?.envelope).toMatchObject({
      kind: 'ORDERS',
      version: 'D:96A:UN',
      sender: '4012345000009',
      interchangeControl: '42',
    });
  });

  it('names no application when the messages are of several types', () => {
    expect(encode([order, { kind: 'CONTRL', segments: [['UCI', '1']] }])).toContain('+260901:1230+42');
    expect(encode([order, { kind: 'CONTRL', segments: [['UCI', '1']] }])).not.toContain('+42++');
  });

  it('releases service characters in values', () => {
    const value = { ...order, segments: [['FTX', 'AAI', '', '', ["What? +5: it's", 'b']]] };
    expect(encode(value)).toContain("FTX+AAI+++What?? ?+5?: it?'s:b'");
    expect(segmentsOf(onlyMessage(edifact.decode(edifact.encode(value, { envelope }))))).toEqual(value.segments);
  });

  it.each([
    ['Latin-1', 'Größe', 'UNOC:3'],
    ['characters beyond it', 'Größe 5 €', 'UNOY:4'],
    ['Latin-1 whose bytes would be read as UTF-8', 'Ã¶', 'UNOY:4'],
  ])('writes %s so that it reads back', (_, text, syntax) => {
    const bytes = edifact.encode({ ...order, segments: [['FTX', 'AAI', '', '', text]] }, { envelope });
    expect(new TextDecoder('latin1').decode(bytes)).toContain(`UNB+${syntax}+`);
    const decoded = edifact.decode(bytes);
    expect(segmentsOf(onlyMessage(decoded))).toEqual([['FTX', 'AAI', '', '', text]]);
    expect(codesOf(decoded)).toEqual(['edifact.no-lines']);
  });

  it('writes the code of an association', () => {
    expect(encode({ ...order, version: 'D:01B:UN:EAN010' })).toContain("UNH+1+ORDERS:D:01B:UN:EAN010'");
  });
});

describe('what cannot be written', () => {
  const codeOf = (value: unknown, options?: EncodeOptions) => {
    try {
      encode(value, options);
    } catch (thrown) {
      if (thrown instanceof CrossdockError) return thrown.code;
      throw thrown;
    }
    return undefined;
  };

  it.each([
    ['no envelope', order, {}],
    ['a receiver of no characters', order, { envelope: { ...envelope, receiver: '' } }],
    ['a reference with letters', order, { envelope: { ...envelope, interchangeControl: 'R1' } }],
    ['a kind that is no message', { ...order, kind: '850' }, { envelope }],
    ['a version that is none', { ...order, version: '96A' }, { envelope }],
    ['an envelope segment', { ...order, segments: [['UNT', 1]] }, { envelope }],
    ['a repetition', { ...order, segments: [['FTX', [['a'], ['b']]]] }, { envelope }],
    ['a control character', { ...order, segments: [['FTX', 'a\nb']] }, { envelope }],
    ['an unknown option', order, { envelope, options: { una: false } }],
  ])('refuses %s', (_, value, options) => {
    expect(codeOf(value, options)).toBe('format.encode');
  });
});
