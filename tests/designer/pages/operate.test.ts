// What the operator's pages reckon before they draw: the way of a message, a new row of a table, bytes for the eye, times.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageDetail } from '../../../designer/api/message-shapes.ts';
import { shapeOf, valuesOf, withRow } from '../../../designer/pages/exceptions/table-row.ts';
import { hexLines, laidOut, textOf } from '../../../designer/pages/messages/bytes.ts';
import { stepsOf, tookText } from '../../../designer/pages/messages/way-steps.ts';
import { documentLines } from '../../../designer/pages/orders/document-lines.ts';

const TABLE = 'state,status,meaning\r\nNEW,received,"not paid, yet"\r\nPAID,accepted,paid\r\nDONE,accepted,';

describe('a new row', () => {
  it('stands at the end, and every other byte is as it was', () => {
    const text = withRow(shapeOf(TABLE), { values: ['PARKED', 'accepted', 'put aside, for now'] });
    expect(text).toBe(`${TABLE}\r\nPARKED,accepted,"put aside, for now"\r\n`);
  });

  it('is offered the values that its columns have, the most frequent first', () => {
    expect(valuesOf(shapeOf(TABLE), 1)).toEqual(['accepted', 'received']);
    expect(valuesOf(shapeOf(TABLE), 2)).toEqual(['not paid, yet', 'paid']);
  });

  it('leaves what stands before it alone, whatever is in it', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }), cell, (rows, value) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const before = ['a,b,c', ...rows.map((row) => row.map(quoted).join(','))].join('\n').concat('\n');
        const after = withRow(shapeOf(before), { values: ['key', value, ''] });
        expect(after.startsWith(before)).toBe(true);
        expect(shapeOf(after).rows.at(-1)).toEqual(['key', value, '']);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the way of a message', () => {
  const stage = (name: string, status: string, more = {}) => ({ name, status, ...more });
  const NAMES = ['intake', 'decode', 'contract', 'map', 'check', 'gate intake', 'apply'];
  const message = (stages: readonly object[], more = {}): MessageDetail =>
    ({
      source: 'shop',
      format: 'json',
      mapping: 'm',
      decisions: [],
      findings: [],
      documents: [{ type: 'order' }],
      gates: [],
      deliveries: [],
      stages,
      ...more,
    }) as unknown as MessageDetail;
  const words = (one: MessageDetail) => stepsOf(one).map(({ id, status, words }) => `${id}: ${status}, ${words}`);

  it('ends where it was stopped, with the code that stopped it', () => {
    const stages = NAMES.map((name, index) =>
      stage(
        name,
        index < 3 ? 'passed' : index === 3 ? 'failed' : 'not reached',
        index === 3 ? { error: { code: 'mapping.unmapped' } } : {},
      ),
    );
    expect(words(message(stages)).slice(3)).toEqual([
      'map: failed, mapping.unmapped',
      'check: not reached, not reached',
      'gate intake: not reached, not reached',
      'apply: not reached, not reached',
      'gates: not reached, not reached',
      'deliveries: not reached, not reached',
    ]);
  });

  it('goes on through gates to deliveries, and names what says no', () => {
    const stages = NAMES.map((name) =>
      stage(name, 'passed', name === 'apply' ? { outcomes: [{ outcome: 'applied' }] } : {}),
    );
    const gates = [
      { gate: 'release', fit: false, decisions: [], document: null, evaluatedAt: '' },
      { gate: 'notify', fit: true, decisions: [], document: null, evaluatedAt: '' },
    ];
    const deliveries = [{ status: 'delivered' }, { status: 'dead' }, { status: 'pending' }];
    expect(words(message(stages, { gates, deliveries })).slice(-3)).toEqual([
      'apply: passed, applied',
      'gates: held, no: release',
      'deliveries: failed, 1 delivered, 1 waiting, 1 failed',
    ]);
  });

  it('says how long each step took, and when its last gate was judged', () => {
    const stages = NAMES.map((name, index) =>
      stage(name, 'passed', index === 3 ? { tookMs: 1.234, outcomes: [] } : {}),
    );
    const judged = (evaluatedAt: string) => ({
      gate: evaluatedAt,
      fit: true,
      decisions: [],
      document: null,
      evaluatedAt,
    });
    const steps = stepsOf(message(stages, { gates: [judged('2026-03-02T09:00:00Z'), judged('2026-03-01T09:00:00Z')] }));
    expect(steps.map(({ took }) => took).filter((one) => one !== undefined)).toEqual(['1.2 ms']);
    expect(steps.find(({ id }) => id === 'gates')?.at).toBe('2026-03-02T09:00:00Z');
    expect([0.004, 0.24, 9.96, 12.4, 999, 1_540].map(tookText)).toEqual([
      '0 ms',
      '0.24 ms',
      '10 ms',
      '12 ms',
      '999 ms',
      '1.5 s',
    ]);
  });

  it('is held at the intake gate by rules that are counted', () => {
    const stages = NAMES.map((name, index) => stage(name, index < 5 ? 'passed' : index === 5 ? 'held' : 'not reached'));
    const decisions = [{ severity: 'block' }, { severity: 'warn' }];
    expect(words(message(stages, { decisions }))[5]).toBe('gate intake: held, 1 rule says no');
  });
});

describe('bytes', () => {
  it('are shown sixteen a line, with their offset in the receipt', () => {
    const lines = hexLines(new TextEncoder().encode('{"number":"Ä-1001"}\n'), 32);
    expect(lines).toEqual([
      '00000020  7b 22 6e 75 6d 62 65 72 22 3a 22 c3 84 2d 31 30  {"number":"..-10',
      '00000030  30 31 22 7d 0a                                   01"}.',
    ]);
  });

  it('of JSON keep every digit when they are laid out', () => {
    const raw = '{"id":820982911946154508,"lines":[{"price":"8.50"},{"price":8.500}]}';
    expect(laidOut(raw, 'json').replaceAll('\n', '')).toBe(raw);
    expect(laidOut('ST*850*0001~', 'x12')).toBe('ST*850*0001~');
  });

  it('are a text that can be edited, or none', () => {
    expect(textOf(new TextEncoder().encode('{"a":"Ä"}'))).toBe('{"a":"Ä"}');
    expect(textOf(new Uint8Array([0xff, 0xfe]))).toBe(null);
  });
});

describe('the whole document', () => {
  it('is JSON line by line, whatever is in it, and each value has the pointer that leads to it', () => {
    const at = (document: unknown, pointer: string): unknown =>
      pointer
        .split('/')
        .slice(1)
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
        .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], document);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (document) => {
        const lines = documentLines(document);
        expect(JSON.parse(lines.map(({ before, value = '', after }) => `${before}${value}${after}`).join(''))).toEqual(
          JSON.parse(JSON.stringify(document)),
        );
        for (const { path, value } of lines)
          if (value !== undefined) expect(value).toBe(JSON.stringify(at(document, path)));
      }),
      { numRuns: 150 },
    );
  });
});
