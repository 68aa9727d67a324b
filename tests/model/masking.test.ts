// Masking of documents: every value by its class, shape and type untouched, and nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldClass } from '../../runtime/model/fields.ts';
import { MASK, maskDocument, privacyOf } from '../../runtime/model/masking.ts';
import type { DocumentType, PrivacyClass } from '../../runtime/model/types.ts';
import { ROOT } from '../support/sidecar.ts';

type Document = { type: DocumentType } & Record<string, unknown>;

/** Documents that the sample mappings are expected to make. */
const documents: Document[] = readdirSync(join(ROOT, 'mappings')).flatMap((mapping) => {
  const folder = join(ROOT, 'mappings', mapping, 'examples');
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.expected.json'));
  } catch {
    // The tables have no examples.
  }
  return names.flatMap((name) => {
    const expected = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { documents?: Document[] };
    return expected.documents ?? [];
  });
});

function leaves(value: unknown, pointer = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[pointer, value]];
  return Object.entries(value).flatMap(([key, one]) =>
    leaves(one, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

describe('a masked document', () => {
  it.each([[[]], [['personal']], [['payment']], [['personal', 'payment']]] as PrivacyClass[][][])(
    'shows what is public and internal, and of the rest only %j',
    (classes) => {
      expect(documents.length).toBeGreaterThan(50);
      const shown = new Set(classes);
      const open = new Set<PrivacyClass>(['public', 'internal', ...classes]);
      let [masked, kept] = [0, 0];
      for (const document of documents) {
        const found = new Map(leaves(maskDocument(document, shown)));
        expect([...found.keys()]).toEqual(leaves(document).map(([pointer]) => pointer));
        for (const [pointer, value] of leaves(document)) {
          const { privacy = 'personal' } = fieldClass(document.type, pointer) ?? {};
          const isOpen = open.has(privacy) || pointer === '/type' || value === null;
          expect(found.get(pointer), `${document.type} ${pointer}`).toBe(isOpen ? value : MASK);
          if (isOpen) kept += 1;
          else masked += 1;
        }
      }
      expect(kept).toBeGreaterThan(500);
      expect(masked > 100).toBe(classes.length < 2);
    },
  );

  it('takes for personal what the model does not know', () => {
    const odd = { type: 'order', shipToo: { name: 'Zaphod' }, lines: [{ gift: 'for Zaphod', sku: 'MUG' }] } as const;
    expect(maskDocument(odd, new Set())).toEqual({
      type: 'order',
      shipToo: { name: MASK },
      lines: [{ gift: MASK, sku: 'MUG' }],
    });
    expect(privacyOf('order', '/nothing/of/the/sort')).toBe('personal');
    expect(privacyOf(undefined, '/shipTo/name')).toBe('personal');
    expect(privacyOf(undefined, '/status')).toBe('public');
  });
});
