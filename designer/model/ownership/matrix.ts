// Who owns which field, as a matrix of fields by system class, and its edits by splicing.
// May import the engine's ownership and splices, and the model's fields.
import { type Ownership, ruleFor } from '../../../runtime/engine/state/ownership.ts';
import {
  insertElement,
  inTurn,
  removeValue,
  type Splice,
  setValue,
} from '../../../runtime/engine/syntax/json-splice.ts';
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

export interface OwnershipEdit {
  readonly name: string;
  readonly splices: readonly Splice[];
}

/** What a rule says; members that are not named stay as they are. */
export interface RuleChange {
  readonly owners?: readonly string[];
  readonly reporters?: readonly string[];
  readonly otherwise?: string;
  readonly why?: string;
}

interface Target {
  readonly ownership: Ownership;
  readonly text: string;
  readonly type: DocumentType;
}

/** Changes the rule of a field. A field that has only the rule of one around it gets a rule of its own. */
export function setRule(target: Target, row: OwnershipRow, change: RuleChange): OwnershipEdit {
  const { ownership, text, type } = target;
  const name = `Set who owns ${row.path === '' ? `the rest of ${type}` : row.path}`;
  const fields = ownership.documents[type]?.fields ?? [];
  const index = fields.findIndex(({ path }) => path === row.path);
  const list = ['documents', type, 'fields'];
  if (row.path !== '' && index === -1) {
    const own = {
      path: row.path,
      owners: row.owners,
      ...(row.reporters.length === 0 ? {} : { reporters: row.reporters }),
      otherwise: row.otherwise,
      ...change,
    };
    return { name, splices: insertElement(text, list, fields.length, own) };
  }
  const place = row.path === '' ? ['documents', type, 'default'] : [...list, index];
  const before = row.path === '' ? ownership.documents[type]?.default : fields[index];
  const edits = Object.entries(change).map(([key, value]) => (now: string): Splice[] => {
    const isGone =
      (key === 'reporters' && (value as readonly string[]).length === 0) || (key === 'why' && value === '');
    if (!isGone) return setValue(now, [...place, key], value);
    return before !== undefined && Object.hasOwn(before, key) ? removeValue(now, [...place, key]) : [];
  });
  return { name, splices: inTurn(text, edits) };
}

/** Makes a class an owner, a reporter or neither. The last owner stays: an ownerless field is everybody's. */
export function setPart(
  target: Target,
  row: OwnershipRow,
  change: { readonly systemClass: string; readonly part: Part },
): OwnershipEdit {
  const { systemClass, part } = change;
  const without = (list: readonly string[]) => list.filter((one) => one !== systemClass);
  const owners = part === 'owner' ? [...without(row.owners), systemClass] : without(row.owners);
  const reporters = part === 'reporter' ? [...without(row.reporters), systemClass] : without(row.reporters);
  const same = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((one) => b.includes(one));
  const both = {
    ...(same(owners, row.owners) ? {} : { owners }),
    ...(same(reporters, row.reporters) ? {} : { reporters }),
  };
  return setRule(target, row, both);
}

/** Takes the rule of a field away: the rule of the field around it, or the default, decides again. */
export function removeRule({ ownership, text, type }: Target, path: string): OwnershipEdit {
  const index = (ownership.documents[type]?.fields ?? []).findIndex((rule) => rule.path === path);
  if (index === -1) throw new Error(`no rule names ${path}`);
  return { name: `Remove the rule of ${path}`, splices: removeValue(text, ['documents', type, 'fields', index]) };
}
