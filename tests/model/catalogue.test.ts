// The catalogue: every field that documents of the samples have is in it, with an owner, a class and a meaning.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CONTROLS } from '../../runtime/governance/controls.ts';
import { fieldsOf } from '../../runtime/model/catalogue.ts';
import { fieldClass } from '../../runtime/model/fields.ts';
import { DOCUMENT_SCHEMAS } from '../../runtime/model/schemas.ts';
import type { DocumentType } from '../../runtime/model/types.ts';
import { ROOT } from '../support/sidecar.ts';

const types = Object.keys(DOCUMENT_SCHEMAS) as DocumentType[];

function pointers(value: unknown, pointer = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => pointers(one, `${pointer}/0`));
  if (typeof value !== 'object' || value === null) return [pointer];
  return Object.entries(value).flatMap(([key, one]) => [`${pointer}/${key}`, ...pointers(one, `${pointer}/${key}`)]);
}

it('describes every field', () => {
  for (const type of types) {
    expect(fieldsOf(type).length).toBeGreaterThan(10);
    for (const pointer of fieldsOf(type)) {
      const { owner, privacy, description } = fieldClass(type, pointer) ?? {};
      expect([owner, privacy, (description ?? '').length > 3], `${type} ${pointer}`).toEqual([
        expect.any(String),
        expect.stringMatching(/^(?:public|internal|personal|payment)$/),
        true,
      ]);
    }
  }
});

it('has every field that the sample documents have', () => {
  const known = new Map(types.map((type) => [type, new Set(fieldsOf(type))]));
  const folders = readdirSync(join(ROOT, 'mappings')).map((mapping) => join(ROOT, 'mappings', mapping, 'examples'));
  let seen = 0;
  for (const folder of folders.filter((one) => existsSync(one))) {
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.expected.json'))) {
      const { documents = [] } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        documents?: { type: DocumentType }[];
      };
      for (const document of documents) {
        for (const pointer of pointers(document).filter((one) => !one.includes('/extensions/') && !/\/0$/.test(one))) {
          seen += 1;
          expect(known.get(document.type)?.has(pointer), `${document.type} ${pointer}`).toBe(true);
        }
      }
    }
  }
  expect(seen).toBeGreaterThan(2_000);
});

it('is one of the controls, each of which names tests there are', () => {
  expect(new Set(CONTROLS.map((control) => control.id)).size).toBe(CONTROLS.length);
  for (const { id, shownBy } of CONTROLS) {
    expect(id).toMatch(/^(?:GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/);
    for (const file of shownBy) expect(existsSync(join(ROOT, 'tests', file)), file).toBe(true);
  }
});
