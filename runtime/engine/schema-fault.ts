// What a check of a value against a JSON Schema says of one fault, whoever checks: the part of ajv's error that ours are made of.

export interface SchemaFault {
  /** The keyword that refuses the value: `required`, `type` … */
  readonly keyword: string;
  /** JSON Pointer of the value. */
  readonly instancePath: string;
  /** Where the keyword stands; behind a `$ref` it begins with what the reference says. */
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The keyword's own value. */
  readonly schema?: unknown;
  /** The schema that the keyword stands in. */
  readonly parentSchema?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

/** A JSON Schema 2020-12 as it is read. */
export type JsonSchema = Readonly<Record<string, unknown>> | boolean;

/** Every fault of a value, in the order of the schema's keywords; empty when it fits. */
export type SchemaCheck = (value: unknown) => readonly SchemaFault[];
