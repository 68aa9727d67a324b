// Rows of a tree of fields: which are shown, where each stands, and the nearest shown row of one that is hidden. Pure; may import ../schema/field.ts.
import type { Field } from '../schema/field.ts';

export interface Row {
  readonly field: Field;
  /** 1 for the outermost rows. */
  readonly level: number;
  /** Index of the row above it in the tree, -1 for the outermost. */
  readonly parent: number;
  /** Place among its siblings, from 1, and how many there are. */
  readonly place: number;
  readonly siblings: number;
  readonly isOpen: boolean;
}

export interface Rows {
  readonly list: readonly Row[];
  /** Row by path, of every field: of a hidden one the nearest shown above it, -1 when nothing of it is shown. */
  indexOf(path: string): number;
  /** Whether the field has a row of its own now. */
  isShown(path: string): boolean;
}

export interface RowOptions {
  /** Paths of closed fields. */
  readonly closed: ReadonlySet<string>;
  /** Only fields that pass, those above them and those below them are shown, all open. */
  readonly keep?: (field: Field) => boolean;
}

/** Steps of a path above it, the nearest first: `/a/b/c` gives `/a/b`, `/a`. */
function above(path: string): string[] {
  const steps: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) steps.push(path.slice(0, end));
  return steps;
}

/** Fields that pass and those above and below them; undefined when all are shown. */
function keptPaths(fields: readonly Field[], keep: ((field: Field) => boolean) | undefined): Set<string> | undefined {
  if (keep === undefined) return undefined;
  const kept = new Set<string>();
  const visit = (field: Field, belowHit: boolean): boolean => {
    const hit = keep(field);
    let any = hit || belowHit;
    for (const child of field.children) any = visit(child, belowHit || hit) || any;
    if (any) kept.add(field.path);
    return any;
  };
  for (const field of fields) visit(field, false);
  return kept;
}

/** Lays out the rows. Cheap for thousands of fields: one walk, no search. */
export function layOutRows(fields: readonly Field[], options: RowOptions): Rows {
  const list: Row[] = [];
  const own = new Map<string, number>();
  const kept = keptPaths(fields, options.keep);
  const visit = (siblings: readonly Field[], level: number, parent: number): void => {
    const shown = kept === undefined ? siblings : siblings.filter((field) => kept.has(field.path));
    for (const [index, field] of shown.entries()) {
      const isOpen = field.children.length > 0 && (kept !== undefined || !options.closed.has(field.path));
      const at = list.length;
      own.set(field.path, at);
      list.push({ field, level, parent, place: index + 1, siblings: shown.length, isOpen });
      if (isOpen) visit(field.children, level + 1, at);
    }
  };
  visit(fields, 1, -1);
  const nearest = new Map<string, number>();
  return {
    list,
    isShown: (path) => own.has(path),
    indexOf(path) {
      const known = own.get(path) ?? nearest.get(path);
      if (known !== undefined) return known;
      const found = above(path).find((step) => own.has(step));
      const index = found === undefined ? -1 : (own.get(found) as number);
      nearest.set(path, index);
      return index;
    },
  };
}
