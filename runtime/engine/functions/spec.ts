// What every function of the mapping library is: spec, examples and code in one place. Families are the files beside this one; `index.ts` is the list.

export interface FunctionExample {
  /** A whole JSONata expression, for example `$decimalAdd("0.1", "0.2")`. */
  readonly expression: string;
  /** The input it runs on; default null. */
  readonly input?: unknown;
  /** Bindings beside the functions, for example `{ tables: … }`. */
  readonly bindings?: Readonly<Record<string, unknown>>;
  /** The expected result; absent means undefined unless `error` is given. */
  readonly result?: unknown;
  /** The expected error code. */
  readonly error?: string;
}

/**
 * One function: pure, synchronous, no clock, no state. It is registered under `name` with jsonata's `registerFunction`,
 * so the same mapping runs on unmodified jsonata.
 */
export interface FunctionSpec {
  /** Without the dollar sign. */
  readonly name: string;
  /** JSONata signature, for example `<xx:s>`; see docs.jsonata.org, "Function signatures". */
  readonly signature: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly description: string; readonly optional?: true }[];
  readonly returns: string;
  /** The standard behind it, when there is one. */
  readonly source?: string;
  readonly examples: readonly FunctionExample[];
  /** Undefined in, undefined out, as jsonata's own functions do. @throws CrossdockError `function.argument` and others */
  readonly implementation: (...args: never[]) => unknown;
}
