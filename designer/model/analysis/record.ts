// What an analysis writes down of a program on its way: fields read, tables asked, functions called, names that mean nothing. Pure; may import its neighbours.
import type { Span } from '../../../runtime/engine/syntax/tree.ts';
import type { Scope } from './scope.ts';
import type { Value } from './value.ts';

/** A name that reads a field of the source. */
export interface Reference extends Span {
  readonly name: string;
  /** Fields that it may read; one that is not there only when none of them is. */
  readonly paths: readonly string[];
  /** False when the schema says that there is no such field. */
  readonly isThere: boolean;
  /** The program asks whether it is there (`a ? a : b`, `a ?? b`, `$exists(a)`): it may well be missing. */
  readonly isTentative: boolean;
}

/** `$translate($tables, "status", word)`, and `$knows` likewise. */
export interface TableLookup extends Span {
  readonly table: string;
  /** The name of the table in the text, with its quotes. */
  readonly tableSpan: Span;
  readonly key: Value;
  readonly keySpan: Span;
  /** A key without a row is an error; `$knows` only asks. */
  readonly mustHaveRow: boolean;
}

export interface ColumnUse extends Span {
  readonly table: string;
  readonly column: string;
}

export interface Call extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  readonly args: readonly (Span & { readonly value: Value })[];
  /** The left side of `~>` is the first argument, and the open places of a partial application are not checked. */
  readonly isWhole: boolean;
}

export interface UnknownName extends Span {
  readonly name: string;
  readonly isCalled: boolean;
  /** What there is instead. */
  readonly scope: Scope;
}

/** Grows during one analysis. A place that is met several times, as in a function, is written down once: by its end, which no two share. */
export class Notebook {
  readonly references = new Map<number, Reference>();
  readonly lookups = new Map<number, TableLookup>();
  readonly columns = new Map<number, ColumnUse>();
  readonly calls = new Map<number, Call>();
  readonly unknown = new Map<number, UnknownName>();
  readonly tables = new Set<string>();

  reference(found: Reference): void {
    const key = found.end;
    const known = this.references.get(key);
    if (known === undefined) {
      this.references.set(key, found);
      return;
    }
    const isThere = known.isThere || found.isThere;
    const paths =
      known.isThere === found.isThere
        ? [...new Set([...known.paths, ...found.paths])]
        : known.isThere
          ? known.paths
          : found.paths;
    this.references.set(key, { ...found, paths, isThere, isTentative: known.isTentative || found.isTentative });
  }

  lookup(found: TableLookup): void {
    this.tables.add(found.table);
    this.lookups.set(found.end, found);
  }

  column(found: ColumnUse): void {
    this.columns.set(found.end, found);
  }

  call(found: Call): void {
    this.calls.set(found.end, found);
  }

  unknownName(found: UnknownName): void {
    this.unknown.set(found.end, found);
  }
}
