// Laws of the mappings of marketplaces, shops, carriers, ERP and partners' JSON that single examples do not show: wrappers, and values that are null or missing.
import { beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../runtime/engine/message.ts';
import type { ExampleFile } from '../../runtime/engine/workspace/definitions.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const NAMES = [
  'amazon-order',
  'bigcommerce-order',
  'magento-order',
  'shipstation-order',
  'easypost-tracking',
  'erp-items',
  'erp-customers',
  'partner-order',
];
/** Codes by which a message is refused: the contract, or (a shop's own status where the state is missing) an unknown word. */
const NAMED = ['contract.invalid', 'mapping.unmapped'];
const decoder = new TextDecoder();
let engine: Engine;

beforeAll(async () => {
  const files = await readWorkspaceFiles('.');
  const mappings = new Map([...files].filter(([path]) => path.startsWith('mappings/')));
  engine = createEngine(openWorkspace(mappings).workspace);
});

/** The samples of a mapping that give documents, as text. */
function goodSamples(name: string): readonly ExampleFile[] {
  const all = engine.inbound(name).mapping.examples;
  return all.filter(({ expected }) => expected !== undefined && decoder.decode(expected).includes('"documents"'));
}

async function mapped(name: string, text: string) {
  const [message] = engine.decode(name, new TextEncoder().encode(text)).messages;
  if (message === undefined) throw new Error('expected one message, found none');
  return engine.inbound(name).run(message);
}

/** Places of a value down to a depth: the keys that lead there; of a list its first two members, the others are alike. */
function places(value: Json, depth: number): string[][] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  const members = Array.isArray(value) ? Object.entries(value).slice(0, 2) : Object.entries(value);
  return members.flatMap(([key, member]) => [[key], ...places(member, depth - 1).map((rest) => [key, ...rest])]);
}

/** The value with one place null, or without it. */
function changed(text: string, place: readonly string[], how: 'null' | 'missing'): string {
  const whole = JSON.parse(text) as { [key: string]: Json };
  let holder = whole;
  for (const key of place.slice(0, -1)) holder = holder[key] as { [key: string]: Json };
  const last = place.at(-1) as string;
  if (how === 'null') holder[last] = null;
  else delete holder[last];
  return JSON.stringify(whole);
}

describe.each(NAMES)('%s', (name) => {
  test('gives the same documents for a message alone, in a list and under payload', async () => {
    for (const sample of goodSamples(name)) {
      const text = decoder.decode(sample.bytes);
      const { documents } = await mapped(name, text);
      expect(documents.length, sample.case).toBeGreaterThan(0);
      const value = JSON.parse(text) as object;
      if (!Array.isArray(value)) {
        expect((await mapped(name, `[${text}]`)).documents, `${sample.case} in a list`).toEqual(documents);
      }
      /* Amazon's own answers are under payload already, and its notifications under Payload. */
      if ('payload' in value || 'Payload' in value) continue;
      expect((await mapped(name, `{"payload":${text}}`)).documents, `${sample.case} under payload`).toEqual(documents);
    }
  });

  test('gives documents or names what is wrong when a value is null or missing', { timeout: 60_000 }, async () => {
    for (const sample of goodSamples(name)) {
      const text = decoder.decode(sample.bytes);
      for (const place of places(JSON.parse(text) as Json, 4)) {
        const inList = /^\d+$/.test(place.at(-1) as string);
        for (const how of inList || place.length > 3 ? (['null'] as const) : (['null', 'missing'] as const)) {
          const { documents, error } = await mapped(name, changed(text, place, how));
          const where = `${sample.case} /${place.join('/')} ${how}`;
          if (error === undefined) expect(documents.length, where).toBeGreaterThan(0);
          else expect(NAMED, `${where}: ${error.message}`).toContain(error.code);
        }
      }
    }
  });

  test('keeps ids of more than 53 bits digit for digit', async () => {
    const [sample] = goodSamples(name);
    const id = '900719925474099312345';
    const keys = [
      'AmazonOrderId',
      'entity_id',
      'orderId',
      'tracking_code',
      'itemNumber',
      'customerNumber',
      'poNumber',
      'id',
    ];
    const whole = decoder.decode(sample?.bytes);
    const key = keys.find((name) => whole.includes(`"${name}"`));
    const text = whole.replace(new RegExp(`"${key}": *("[^"]*"|\\d+)`), `"${key}": ${id}`);
    const { documents } = await mapped(name, text);
    expect(JSON.stringify(documents)).toContain(`"${id}"`);
  });
});
