// Proposals measured on the workspace's own mappings of JSON messages: what is proposed by default is right nine times of ten, and finds
// six of ten fields that a mapping reads by themselves. Prints both figures.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { suggest } from '../../../designer/model/suggest/suggest.ts';
import { mergeFields } from '../../../designer/schema/field.ts';
import { fieldsOfSamples } from '../../../designer/schema/from-sample.ts';
import { fieldsOfSchema } from '../../../designer/schema/from-schema.ts';
import { valuesByPath } from '../../../designer/schema/values.ts';
import { readProgram } from '../../../runtime/engine/outline/program.ts';
import { DOCUMENT_SCHEMAS } from '../../../runtime/model/schemas.ts';
import type { DocumentType } from '../../../runtime/model/types.ts';
import { ROOT } from '../../support/sidecar.ts';

const folder = join(ROOT, 'mappings');

interface Manifest {
  readonly from: { readonly system?: string; readonly format?: string; readonly schema?: string };
  readonly to: { readonly document: DocumentType | readonly DocumentType[] };
}

/** Wrappers around a message of which a mapping reads what is in them, with or without. */
const unwrapped = (path: string): string =>
  path.replace(/^(\/(payload|order|orders|fulfillment|data|result))+(?=\/)/, '');

/** Fields that a mapping sets for its own purposes, from whatever field is at hand: no pair of the trade. */
const OWN_PURPOSE = /gtin14|occurredAt|sourceStatus|tenant|tags/;
/** Mappings with fewer targets than this that read a field say little. */
const LEAST_TARGETS = 8;

interface Case {
  readonly name: string;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
  readonly found: number;
  readonly direct: number;
}

function measure(name: string): Case | undefined {
  const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8');
  const { from, to } = JSON.parse(read('mapping.json')) as Manifest;
  if (from.system === undefined || from.format !== 'json') return undefined;
  const samples = readdirSync(join(folder, name, 'examples'))
    .filter((file) => /^[^.]+\.json$/.test(file))
    .map((file) => JSON.parse(read(`examples/${file}`)) as unknown);
  const schema = from.schema === undefined ? {} : (JSON.parse(read(from.schema)) as unknown);
  const sources = mergeFields(fieldsOfSchema(schema), fieldsOfSamples(samples));
  const values = new Map([...valuesByPath(samples)].map(([path, { text }]) => [path, text]));
  const targets = fieldsOfSchema(DOCUMENT_SCHEMAS[[to.document].flat()[0] as DocumentType]);
  const truth = new Map<string, ReadonlySet<string>>();
  for (const { path, sources: reads } of readProgram(read('mapping.jsonata')).targets) {
    // One field may come in several envelopes: it is one field.
    if (reads.length > 0) truth.set(path, new Set(reads.map((one) => unwrapped(one))));
  }
  if (truth.size < LEAST_TARGETS) return undefined;
  const proposals = suggest(sources, targets, { values });
  /** Whether the mapping reads the field for the target, or for the whole that the target is a part of. */
  const isRight = (target: string, source: string): boolean => {
    for (let at = target; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const reads = truth.get(at);
      if (reads === undefined) continue;
      const plain = unwrapped(source);
      return [...reads].some((one) => one === source || one === plain || plain.startsWith(`${one}/`));
    }
    return false;
  };
  const told = proposals.map((one) => ({ ...one, isRight: isRight(one.target, one.source) }));
  const direct = [...truth].filter(([path, reads]) => reads.size === 1 && !OWN_PURPOSE.test(path));
  const found = direct.filter(([path]) =>
    told.some((one) => one.isRight && (one.target === path || one.target.startsWith(`${path}/`))),
  );
  const shown = (one: (typeof told)[number]) => `${one.target} <- ${one.source} (${one.confidence})`;
  return {
    name,
    right: told.filter((one) => one.isRight).map(shown),
    wrong: told.filter((one) => !one.isRight).map(shown),
    found: found.length,
    direct: direct.length,
  };
}

it('is right in nine of ten proposals, and proposes six of ten', () => {
  const cases = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'mapping.json')))
    .map(measure)
    .filter((one) => one !== undefined);
  expect(cases.length).toBeGreaterThan(6);
  const sum = (of: (one: Case) => number): number => cases.reduce((total, one) => total + of(one), 0);
  const [right, wrong] = [sum((one) => one.right.length), sum((one) => one.wrong.length)];
  const precision = right / (right + wrong);
  const recall = sum((one) => one.found) / sum((one) => one.direct);
  console.info(
    `suggestions on ${cases.length} mappings: precision ${precision.toFixed(3)} (${right} of ${right + wrong}), recall ${recall.toFixed(3)} (${sum((one) => one.found)} of ${sum((one) => one.direct)})`,
  );
  const wrongs = cases.flatMap(({ name, wrong: list }) => list.map((one) => `${name}: ${one}`)).join('\n');
  expect(precision, wrongs).toBeGreaterThanOrEqual(0.9);
  expect(recall).toBeGreaterThanOrEqual(0.6);
});
