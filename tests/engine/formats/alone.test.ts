// One message of a receipt by itself: read again it is that message and no other, in every format that puts several into a receipt.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageAlone } from '../../../runtime/engine/formats/alone.ts';
import type { FormatName, FormatOptions } from '../../../runtime/engine/formats/format.ts';
import { formatOf } from '../../../runtime/engine/formats/index.ts';
import { ROOT } from '../../support/sidecar.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

/** Each message of a receipt by itself, as text. */
function each(text: string, format: FormatName, options: FormatOptions = {}): (string | undefined)[] {
  const bytes = bytesOf(text);
  const { messages } = formatOf(format).decode(bytes, { options });
  return messages.map(({ start, end }, index) => {
    const alone = messageAlone(bytes, { start, end }, { format, options });
    expect(alone).toMatchObject({ count: messages.length, index });
    return textOf(alone?.bytes);
  });
}

const ISA =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260302*0915*U*00401*000000001*0*P*>~';
const set = (control: string, order: string) =>
  `ST*850*${control}~BEG*00*SA*${order}**20260302~PO1*1*2*EA*3.5**VN*A~CTT*1~SE*5*${control}~`;
const UNB = "UNA:+.? 'UNB+UNOA:2+SENDER+RECEIVER+260302:0915+1'";
const message = (reference: string, order: string) =>
  `UNH+${reference}+ORDERS:D:96A:UN'BGM+220+${order}+9'DTM+137:20260302:102'UNS+S'UNT+5+${reference}'`;

describe('a message by itself', () => {
  it('keeps the header row before a row of CSV, and its own line end', () => {
    expect(each('sku;qty\r\nA;1\r\nB;"2\r\n2"\r\n\r\nC;3\r\n', 'csv')).toEqual([
      'sku;qty\r\nA;1\n',
      'sku;qty\r\nB;"2\r\n2"\n',
      'sku;qty\r\nC;3\n',
    ]);
  });

  it('keeps all rows of a group', () => {
    expect(each('order,sku\n1,A\n1,B\n2,C\n', 'csv', { groupBy: 'order' })).toEqual([
      'order,sku\n1,A\n1,B\n',
      'order,sku\n2,C\n',
    ]);
  });

  it('needs no header where the columns are given', () => {
    expect(each('A,1\nB,2\n', 'csv', { headers: ['sku', 'qty'] })).toEqual(['A,1\n', 'B,2\n']);
  });

  it('keeps the interchange and the group of a transaction set, which then count one', () => {
    const text = `${ISA}GS*PO*S*R*20260302*0915*1*X*004010~${set('0001', 'A-1')}${set('0002', 'A-2')}GE*2*1~GS*PO*S*R*20260302*0915*2*X*004010~${set('0003', 'A-3')}GE*1*2~IEA*2*000000001~`;
    const [, second, third] = each(text, 'x12');
    expect(second).toBe(`${ISA}GS*PO*S*R*20260302*0915*1*X*004010~${set('0002', 'A-2')}GE*1*1~IEA*1*000000001~`);
    expect(third).toBe(`${ISA}GS*PO*S*R*20260302*0915*2*X*004010~${set('0003', 'A-3')}GE*1*2~IEA*1*000000001~`);
    for (const one of [second, third])
      expect(
        formatOf('x12')
          .decode(bytesOf(one as string))
          .messages.flatMap(({ findings }) => findings),
      ).toEqual([]);
  });

  it('keeps the service characters and the interchange of an EDIFACT message', () => {
    const [first, second] = each(`${UNB}${message('1', 'A-1')}${message('2', 'A-2')}UNZ+2+1'`, 'edifact');
    expect(first).toBe(`${UNB}${message('1', 'A-1')}UNZ+1+1'`);
    expect(second).toBe(`${UNB}${message('2', 'A-2')}UNZ+1+1'`);
  });

  it('is its own bytes in JSON and XML, and the whole of a receipt that holds nothing else', () => {
    expect(each('{"a":1}\n{"a":2}\n', 'ndjson')).toEqual(['{"a":1}', '{"a":2}']);
    expect(each('[{"a":1},{"a":2}]', 'json')).toEqual(['[{"a":1},{"a":2}]']);
    expect(each('sku\nA\n', 'csv')).toEqual(['sku\nA\n']);
  });

  it('is not there where no message stands', () => {
    const bytes = bytesOf('sku,qty\nA,1\nB,2\n');
    expect(messageAlone(bytes, { start: 8, end: 10 }, { format: 'csv' })).toBeUndefined();
  });

  it('is not cut out where it would read otherwise: by itself the row has another delimiter', () => {
    const text = 'a;b,c\n1;2\n3;4\n5,6;7\n';
    const bytes = bytesOf(text);
    for (const { start, end, value } of formatOf('csv').decode(bytes).messages) {
      const own = messageAlone(bytes, { start, end }, { format: 'csv' })?.bytes;
      if (own !== undefined) expect(formatOf('csv').decode(own).messages[0]?.value).toEqual(value);
    }
    expect(each(text, 'csv')).toContain(undefined);
  });

  it('is the same for every message of every CSV table: value for value', () => {
    const cell = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('a,b', '"', 'x\ny', ';', ' ', 'é'));
    const table = fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 6 });
    let [cut, all] = [0, 0];
    fc.assert(
      fc.property(table, (rows) => {
        const csv = formatOf('csv').encode(rows.map(([sku, note]) => ({ sku: `s${sku}`, note })));
        const { messages } = formatOf('csv').decode(csv);
        for (const { start, end, value } of messages) {
          const alone = messageAlone(csv, { start, end }, { format: 'csv' });
          all += 1;
          if (alone?.bytes === undefined) continue;
          cut += 1;
          const [own, ...others] = formatOf('csv').decode(alone.bytes).messages;
          expect(others).toEqual([]);
          expect(own?.value).toEqual(value);
        }
      }),
      { numRuns: 200 },
    );
    expect(cut / all).toBeGreaterThan(0.9);
  });

  it('is found in each sample interchange that holds several', () => {
    const folders = readdirSync(join(ROOT, 'mappings')).filter((name) => /^(x12|edifact)-/.test(name));
    let tried = 0;
    for (const folder of folders) {
      const examples = join(ROOT, 'mappings', folder, 'examples');
      for (const file of readdirSync(examples).filter((name) => name.endsWith('.edi'))) {
        const bytes = new Uint8Array(readFileSync(join(examples, file)));
        const format = folder.startsWith('x12') ? 'x12' : 'edifact';
        const { messages } = formatOf(format).decode(bytes);
        if (messages.length < 2) continue;
        for (const { start, end } of messages) {
          tried += 1;
          expect(messageAlone(bytes, { start, end }, { format })?.bytes, `${folder}/${file}`).toBeDefined();
        }
      }
    }
    expect(tried).toBeGreaterThan(3);
  });
});
