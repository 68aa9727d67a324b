// What a new schema of the source breaks in a mapping, and what would mend it. Nothing is deleted: a broken line stays until somebody decides.
// Pure; may import its neighbour, ../analysis/, ../mapping/, ../check/ and ../../schema/field.ts.

import { writtenName } from '../../../runtime/engine/outline/expression.ts';
import { type Program, readProgram } from '../../../runtime/engine/outline/program.ts';
import type { Field } from '../../schema/field.ts';
import { analyse } from '../analysis/analyse.ts';
import { indexFields } from '../analysis/fields.ts';
import type { Reference } from '../analysis/record.ts';
import { targetAround } from '../check/check-sources.ts';
import { pathIn, scopeOf, setTarget } from '../mapping/edits.ts';
import { compareSchemas, type Rename, type SchemaChange } from './compare.ts';

export interface Proposal extends Rename {
  /** `Read postal_code instead of zip`, as undo shows it. */
  readonly name: string;
  /** The program with every place of the field mended; only their spans differ. */
  text(): string;
}

export interface BrokenField {
  readonly kind: 'renamed' | 'removed' | 'retyped';
  /** Path of the field in the schema that was. */
  readonly source: string;
  readonly message: string;
  /** Targets that read it. */
  readonly targets: readonly string[];
  /** The names in the text that read it. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  /** Best first. */
  readonly proposals: readonly Proposal[];
}

export interface SchemaImpact {
  readonly change: SchemaChange;
  /** Only fields that the mapping reads: first those with a new name, then those that are gone, then those of another kind. */
  readonly broken: readonly BrokenField[];
}

const ORDER: Readonly<Record<BrokenField['kind'], number>> = { renamed: 0, removed: 1, retyped: 2 };

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isAtOrBelow = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`);

/** What replacing the schema of the source does to a mapping. The mapping itself is left as it is. */
export function schemaImpact(
  program: Program,
  schemas: { readonly before: readonly Field[]; readonly after: readonly Field[] },
): SchemaImpact {
  const change = compareSchemas(schemas.before, schemas.after);
  const { references } = analyse(program.text, indexFields(schemas.before), { watch: new Set() });
  const readersOf = (path: string) => references.filter(({ paths }) => paths.some((one) => isAtOrBelow(one, path)));
  const renames = new Map(change.renames.map((rename) => [rename.from, rename]));
  const gone = change.removed.flatMap(({ path }): BrokenField[] => {
    const readers = readersOf(path);
    if (readers.length === 0) return [];
    const rename = renames.get(path);
    const proposals = rename === undefined ? [] : [proposal(program, { rename, references, schema: schemas.before })];
    const message =
      rename === undefined
        ? `${path.slice(1)} is gone`
        : `${path.slice(1)} is gone; ${rename.to.slice(1)} is probably what it is called now`;
    return [
      {
        kind: rename === undefined ? 'removed' : 'renamed',
        source: path,
        message,
        ...placesOf(program, readers),
        proposals,
      },
    ];
  });
  const retyped = change.retyped.flatMap(({ path, from, to }): BrokenField[] => {
    const readers = references.filter(({ paths }) => paths.includes(path));
    if (readers.length === 0) return [];
    const message = `${path.slice(1)} was ${from} and is ${to} now`;
    return [{ kind: 'retyped', source: path, message, ...placesOf(program, readers), proposals: [] }];
  });
  const confidence = ({ proposals }: BrokenField) => proposals[0]?.confidence ?? 0;
  const broken = [...gone, ...retyped].sort(
    (a, b) => ORDER[a.kind] - ORDER[b.kind] || confidence(b) - confidence(a) || a.source.localeCompare(b.source),
  );
  return { change, broken };
}

/**
 * The program with renames applied, each where it stands; what is not chosen stays as it is.
 *
 * @param chosen  paths of fields as they were
 */
export function applyRenames(
  program: Program,
  schemas: { readonly before: readonly Field[]; readonly after: readonly Field[] },
  chosen: ReadonlySet<string>,
): string {
  const left = new Set(chosen);
  let now = program;
  while (left.size > 0) {
    const next = schemaImpact(now, schemas).broken.find(
      ({ source, proposals }) => left.has(source) && proposals.length > 0,
    );
    if (next === undefined) break;
    left.delete(next.source);
    now = readProgram((next.proposals[0] as Proposal).text());
  }
  return now.text;
}

function placesOf(program: Program, readers: readonly Reference[]): Pick<BrokenField, 'targets' | 'spans'> {
  const targets = readers.map((reader) => targetAround(program, reader)).filter((target) => target !== undefined);
  return { targets: [...new Set(targets)], spans: readers.map(({ start, end }) => ({ start, end })) };
}

interface Retarget {
  readonly rename: Rename;
  readonly references: readonly Reference[];
  readonly schema: readonly Field[];
}

function proposal(program: Program, retarget: Retarget): Proposal {
  const { from, to } = retarget.rename;
  return {
    ...retarget.rename,
    name: `Read ${nameOf(to)} instead of ${nameOf(from)}`,
    text: () => (parentOf(from) === parentOf(to) ? renamed(program, retarget) : moved(program, retarget)),
  };
}

/** Another name in the same place: the names that read it are replaced, and nothing else. */
function renamed(program: Program, { rename: { from, to }, references }: Retarget): string {
  return references
    .filter(({ paths, name }) => name === nameOf(from) && paths.includes(from))
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end }) => text.slice(0, start) + writtenName(nameOf(to)) + text.slice(end), program.text);
}

/** Another place: targets that are one plain path get the new one. What else reads it stays, and stays broken. */
function moved(program: Program, { rename: { from, to } }: Retarget): string {
  const readers = program.targets.filter(({ kind, sources }) => kind === 'path' && isAtOrBelow(sources[0] ?? '', from));
  return readers.reduce((now, { path, sources }) => {
    const source = `${to}${(sources[0] as string).slice(from.length)}`;
    const edit = setTarget(now, path, pathIn(source, scopeOf(now, path)));
    return edit === undefined ? now : readProgram(edit.text);
  }, program).text;
}
