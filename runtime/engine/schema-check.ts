// Checks by ajv, which compiles a schema to JavaScript: the fast way, for Node. The only file that touches ajv.
// The browser's build puts ./schema-check-safe.ts in its place, which says the same and makes no function from text.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { COMMON_SCHEMA } from '../model/schemas.ts';
import type { JsonSchema, SchemaCheck } from './schema-fault.ts';

let shared: Ajv2020 | undefined;

function ajv(): Ajv2020 {
  if (shared !== undefined) return shared;
  shared = new Ajv2020({ allErrors: true, strict: false, verbose: true, ownProperties: true, logger: false });
  formats.default(shared);
  shared.addSchema(COMMON_SCHEMA as object);
  return shared;
}

/** @throws Error when the schema itself is wrong */
export function makeCheck(schema: JsonSchema): SchemaCheck {
  let validate: ValidateFunction;
  try {
    validate = ajv().compile(schema);
  } finally {
    // Another schema may carry the same $id: nothing is kept in the shared instance.
    if (typeof schema === 'object') ajv().removeSchema(schema);
  }
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
}
