// Every fault of EDIFACT envelopes and contents: its word, its grade, and whether the message goes on.
import { describe, expect, it } from 'vitest';
import { edifact } from '../../../runtime/engine/formats/edifact.ts';
import { bytesOf, codesOf, edifactText, messageOf, ORDERS, onlyMessage, UNB, wordsOf } from './edi-samples.ts';

const decode = (text: string) => edifact.decode(bytesOf(text));
const order = messageOf('ORDERS', ORDERS);
const second = messageOf('ORDERS', ORDERS, 'M2');
const UNG = 'UNG+ORDERS+A+B+260901:1200+G5+UN+D:96A';
const ordersOf = (...lines: string[]) => edifactText({ messages: [messageOf('ORDERS', [...ORDERS, ...lines])] });

describe('a clean interchange', () => {
  it('has no findings, with a group and without', () => {
    expect(codesOf(decode(edifactText({ messages: [order, second] })))).toEqual([]);
    expect(
      codesOf(decode(edifactText({ messages: [order, second], ung: UNG, une: 'UNE+2+G5', unz: 'UNZ+1+REF17' }))),
    ).toEqual([]);
  });
});

describe('faults that let the message pass', () => {
  it.each([
    ['no UNA', edifactText({ una: '' }), ['NO_UNA']],
    ['a byte order mark', `\ufeff${edifactText()}`, ['BOM']],
    ['UNT 0074 too high', edifactText({ messages: [[...order.slice(0, -1), 'UNT+38+M1']] }), ['UNT0074(38≠9)']],
    ['UNZ 0036 too high', edifactText({ unz: 'UNZ+2+REF17' }), ['UNZ0036(2≠1)']],
    [
      'UNZ 0036 counting messages instead of groups',
      edifactText({ messages: [order, second], ung: UNG, une: 'UNE+2+G5', unz: 'UNZ+2+REF17' }),
      ['UNZ0036(2≠1)'],
    ],
    ['UNZ 0020 of another interchange', edifactText({ unz: 'UNZ+1+REF18' }), ['UNZ0020≠UNB0020']],
    ['no UNZ', edifactText({ unz: '' }), ['NO_UNZ']],
    ['UNE 0060 too high', edifactText({ ung: UNG, une: 'UNE+2+G5' }), ['UNE0060(2≠1)']],
    ['UNE 0048 of another group', edifactText({ ung: UNG, une: 'UNE+1+G6' }), ['UNE0048≠UNG0048']],
    ['no UNE', edifactText({ ung: UNG }), ['NO_UNE']],
    ['an application reference of another type', edifactText({ unb: `${UNB}++INVOIC` }), ['UNB0026(INVOIC≠ORDERS)']],
    [
      'a group of another type',
      edifactText({ ung: UNG.replace('ORDERS', 'INVOIC'), une: 'UNE+1+G5' }),
      ['UNG0038(INVOIC≠ORDERS)'],
    ],
    ['no lines', edifactText({ messages: [messageOf('ORDERS', ORDERS.slice(0, 3))] }), ['NO_LINES']],
    [
      'a trade item number with a wrong check digit',
      ordersOf('LIN+2++4000862141405:SRV'),
      ['CHECKDIGIT(SRV:4000862141405)'],
    ],
    ['one behind PIA', ordersOf('PIA+1+X:SA+4000862141405:EN'), ['CHECKDIGIT(EN:4000862141405)']],
    [
      'an SSCC with a wrong check digit',
      ordersOf('GIN+BJ+340123450000000017+340123450000000018'),
      ['SSCC(340123450000000018)'],
    ],
  ])('%s', (_, text, words) => {
    const decoded = decode(text);
    expect(wordsOf(decoded)).toEqual(words);
    expect(decoded.messages.flatMap((message) => message.error ?? [])).toEqual([]);
  });

  it('says nothing of an application reference that is a name of its own, or of numbers that are no GTIN', () => {
    expect(codesOf(decode(edifactText({ unb: `${UNB}++EANCOM` })))).toEqual([]);
    expect(
      codesOf(decode(ordersOf('LIN+2++4000862141405:SRS', 'LIN+3++4000862141405:SA', 'GIN+BN+340123450000000018'))),
    ).toEqual([]);
  });

  it('tells a reference and an interchange that come twice', () => {
    expect(codesOf(decode(edifactText({ messages: [order, order] })))).toEqual(['edifact.duplicate-message']);
    expect(codesOf(decode(edifactText() + edifactText()))).toEqual(['edifact.duplicate-interchange']);
  });

  it('tells segments behind the end of the interchange', () => {
    expect(codesOf(decode(`${edifactText()}FTX+late'`))).toEqual(['edifact.stray']);
  });

  it('needs no lines in answers and changes', () => {
    for (const kind of ['ORDRSP', 'ORDCHG', 'CONTRL', 'APERAK']) {
      expect(codesOf(decode(edifactText({ messages: [messageOf(kind, ['BGM+231+1+29'])] })))).toEqual([]);
    }
  });
});

describe('faults that hold the message', () => {
  it.each([
    ['no UNT before the next message', [order.slice(0, -1), second], 'NO_UNT'],
    ['another reference in UNT', [[...order.slice(0, -1), 'UNT+9+M9'], second], 'UNT0062≠UNH0062'],
    ['no UNH', [order.slice(1), second], 'NO_UNH'],
  ])('%s: held, while its neighbour goes on', (_, messages, word) => {
    const decoded = decode(edifactText({ messages }));
    expect(decoded.messages.map((message) => message.error?.code)).toEqual(['format.edifact.envelope', undefined]);
    expect(decoded.messages[0]?.value).toBeUndefined();
    expect(decoded.messages[1]?.findings).toEqual([]);
    expect(wordsOf(decoded)).toContain(word);
  });

  it('holds a message that the end of the data cuts off, wherever that is', () => {
    const text = edifactText();
    for (let end = text.indexOf('UNH+M1') + 4; end < text.indexOf('UNT+'); end++) {
      const decoded = decode(text.slice(0, end));
      expect(onlyMessage(decoded).error?.code, `cut at ${end}`).toMatch(/^format\.edifact\.(envelope|segment)$/);
      expect(wordsOf(decoded)).toContain('NO_UNT');
    }
  });

  it('holds a message with a segment whose id cannot be read, or without a type', () => {
    const unreadable = decode(edifactText({ messages: [messageOf('ORDERS', [...ORDERS, 'ftx+1']), second] }));
    expect(unreadable.messages.map((message) => message.error?.code)).toEqual(['format.edifact.segment', undefined]);
    expect(unreadable.messages[0]?.error?.at).toMatchObject({ segmentIndex: 9 });
    const untyped = decode(edifactText({ messages: [['UNH+M1', ...ORDERS, 'UNT+9+M1']] }));
    expect(onlyMessage(untyped).error).toMatchObject({ code: 'format.edifact.envelope', at: { element: 'UNH02' } });
  });
});
