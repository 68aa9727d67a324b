// Who owns which field, as a matrix of fields by system class; ./commands.ts edits it.
// May import the engine's ownership and the model's fields.
import { type Ownership, ruleFor } from '../../../runtime/engine/state/ownership.ts';
import { fieldsBelow } from '../../../runtime/model/fields.ts';
import type { DocumentType } from '../../../runtime/model/types.ts';

export type Part = 'owner' | 'reporter' | 'none';

export interface OwnershipRow {
  /** Pointer with `*` for any element; empty for the default. */
  readonly path: string;
  readonly depth: number;
  /** The path of the rule that decides: its own, or that of a field around it; undefined for the default. */
  readonly ruledBy: string | undefined;
  readonly owners: readonly string[];
  readonly reporters: readonly string[];
  readonly otherwise: string;
  readonly why?: string;
  readonly description: string;
}

/** Fields deeper than this are shown only when a rule names them. */
const SHOWN_DEPTH = 3;

/** What every document has and nobody owns. */
const TECHNICAL = ['type', 'source', 'occurredAt', 'references', 'extensions', 'documentPurpose'];

function fieldPaths(
  type: DocumentType,
  pointer: string,
  path: string,
  depth: number,
): { path: string; depth: number; description: string }[] {
  return Object.entries(fieldsBelow(type, pointer)).flatMap(([name, schema]) => {
    if (depth === 0 && TECHNICAL.includes(name)) return [];
    const isList = schema.items !== undefined;
    const own = { path: `${path}/${name}`, depth, description: schema.description ?? '' };
    if (depth + 1 >= SHOWN_DEPTH) return [own];
    const below = isList
      ? { pointer: `${pointer}/${name}/0`, path: `${path}/${name}/*` }
      : { pointer: `${pointer}/${name}`, path: `${path}/${name}` };
    return [own, ...fieldPaths(type, below.pointer, below.path, depth + 1)];
  });
}

/** The rows of one document type: the default, every field of the model, and what else the rules name. */
export function ownershipRows(ownership: Ownership, type: DocumentType): readonly OwnershipRow[] {
  const rules = ownership.documents[type];
  if (rules === undefined) return [];
  const row = (field: { path: string; depth: number; description: string }): OwnershipRow => {
    const rule = field.path === '' ? { path: '', ...rules.default } : ruleFor(ownership, type, field.path);
    return {
      ...field,
      ruledBy: rule.path === '' ? undefined : rule.path,
      owners: rule.owners,
      reporters: rule.reporters ?? [],
      otherwise: rule.otherwise ?? 'hold',
      ...(rule.why === undefined ? {} : { why: rule.why }),
    };
  };
  const fields = fieldPaths(type, '', '', 0);
  const known = new Set(fields.map(({ path }) => path));
  const extra = rules.fields
    .filter(({ path }) => !known.has(path))
    .map(({ path }) => ({ path, depth: path.split('/').filter((step) => step !== '*').length - 2, description: '' }));
  const all = [...fields];
  for (const field of extra) {
    const around = all.findLastIndex(({ path }) => field.path.startsWith(`${path}/`));
    all.splice(around === -1 ? all.length : lastBelow(all, around) + 1, 0, field);
  }
  return [{ path: '', depth: 0, description: 'Every field that no rule names' }, ...all].map(row);
}

function lastBelow(fields: readonly { path: string }[], index: number): number {
  const start = `${fields[index]?.path ?? ''}/`;
  let last = index;
  while (fields[last + 1]?.path.startsWith(start) === true) last += 1;
  return last;
}

export const partOf = (row: OwnershipRow, systemClass: string): Part =>
  row.owners.includes(systemClass) ? 'owner' : row.reporters.includes(systemClass) ? 'reporter' : 'none';
