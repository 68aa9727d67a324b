// Laws of the Shopify and WooCommerce mappings that single examples do not show: wrappers, and values that are null or missing.
import { beforeAll, describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../runtime/engine/message.ts';
import type { ExampleFile } from '../../runtime/engine/workspace/definitions.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const NAMES = [
  'shopify-order',
  'shopify-fulfillment',
  'shopify-inventory-level',
  'shopify-refund',
  'woocommerce-order',
];
const decoder = new TextDecoder();
let engine: Engine;

beforeAll(async () => {
  const files = await readWorkspaceFiles('.');
  const mappings = new Map([...files].filter(([path]) => path.startsWith('mappings/')));
  engine = createEngine(openWorkspace(mappings).workspace);
});

/** The samples of a mapping that give documents. */
function goodSamples(name: string): readonly ExampleFile[] {
  const all = engine.inbound(name).mapping.examples;
  return all.filter(({ expected }) => expected !== undefined && decoder.decode(expected).includes('"documents"'));
}

async function mapped(name: string, text: string) {
  const [message] = engine.decode(name, new TextEncoder().encode(text)).messages;
  if (message === undefined) throw new Error('expected one message, found none');
  return engine.inbound(name).run(message);
}

/** Every place of a value down to a depth: the keys that lead there. */
function places(value: Json, depth: number): string[][] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    [key],
    ...places(member, depth - 1).map((rest) => [key, ...rest]),
  ]);
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
      expect((await mapped(name, `[${text}]`)).documents, sample.case).toEqual(documents);
      expect((await mapped(name, `{"payload":${text}}`)).documents, sample.case).toEqual(documents);
    }
  });

  test('gives documents or names the broken contract when a value is null or missing', async () => {
    for (const sample of goodSamples(name)) {
      const text = decoder.decode(sample.bytes);
      const value = JSON.parse(text) as Json;
      for (const place of places(value, 4)) {
        const inList = /^\d+$/.test(place.at(-1) as string);
        for (const how of inList ? (['null'] as const) : (['null', 'missing'] as const)) {
          const { documents, error } = await mapped(name, changed(text, place, how));
          const where = `${sample.case} /${place.join('/')} ${how}`;
          if (error === undefined) expect(documents.length, where).toBeGreaterThan(0);
          else expect(error.code, where).toBe('contract.invalid');
        }
      }
    }
  });

  test('keeps ids of more than 53 bits digit for digit', async () => {
    const [sample] = goodSamples(name);
    const text = decoder.decode(sample?.bytes);
    const id = '900719925474099312345';
    const { documents } = await mapped(name, text.replace(/"(id|inventory_item_id)": *"?\d+"?/, `"$1": ${id}`));
    expect(JSON.stringify(documents)).toContain(`"${id}"`);
  });
});
