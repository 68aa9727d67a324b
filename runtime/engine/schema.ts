// JSON Schema 2020-12: checks values and says what is wrong in words. May import ../model/ and what begins with ./schema.
import { DOCUMENT_SCHEMAS } from '../model/schemas.ts';
import type { DocumentType } from '../model/types.ts';
import { DOCUMENT_TYPES } from '../model/types-list.ts';
import { CrossdockError, type Finding } from './errors.ts';
import { makeCheck } from './schema-check.ts';
import { makeCheck as makeWalk } from './schema-check-safe.ts';
import type { JsonSchema, SchemaCheck, SchemaFault } from './schema-fault.ts';
import { expectationOf, kindOf, pointerTo, shownCode } from './schema-words.ts';

/** Gives every fault of a value, at most `MAX_FINDINGS` of them, empty when it fits. Never throws. */
export type Validate = (value: unknown) => readonly Finding[];

/** More faults than this in one value are not told one by one. */
const MAX_FINDINGS = 100;

/**
 * Compiles a JSON Schema 2020-12. It may refer to `https://crossdock.dev/schemas/common.json#/$defs/…`.
 *
 * @throws CrossdockError `schema.invalid` when the schema itself is wrong
 */
export function compileSchema(schema: JsonSchema): Validate {
  return validating(schema, makeCheck);
}

/**
 * Checks by walking the schema, with the same findings: for what few values are checked against, such as the shapes of our
 * own files, where compiling the schema takes a hundred times as long as all the checks together.
 *
 * @throws CrossdockError `schema.invalid` when the schema itself is wrong
 */
export function walkSchema(schema: JsonSchema): Validate {
  return validating(schema, makeWalk);
}

function validating(schema: JsonSchema, make: (schema: JsonSchema) => SchemaCheck): Validate {
  let check: SchemaCheck;
  try {
    check = make(schema);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new CrossdockError('schema.invalid', `the JSON Schema cannot be used: ${reason}`, { cause });
  }
  return (value) => {
    let errors: readonly SchemaFault[];
    try {
      errors = check(value);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
      return [fault('contract.value', '', 'a schema that comes to an end', 'one that asks for itself')];
    }
    return findingsOf(errors);
  };
}

const documentChecks = new Map<DocumentType, Validate>();

/**
 * Checks a value against the canonical schema that its `type` names.
 *
 * @returns every fault; a single `contract.missing-field` or `contract.new-value` at `/type` when the type is not known
 */
export function checkDocument(document: unknown): readonly Finding[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return [fault('contract.retyped-field', '', 'a document, an object with a type', kindOf(document))];
  }
  const { type } = document as { readonly type?: unknown };
  const known = DOCUMENT_TYPES.find((name) => name === type);
  if (known === undefined) {
    const words = `one of ${DOCUMENT_TYPES.join(', ')}`;
    if (type === undefined) return [fault('contract.missing-field', '/type', words, 'nothing')];
    return [fault('contract.new-value', '/type', words, shownCode(type, undefined) ?? kindOf(type))];
  }
  let check = documentChecks.get(known);
  if (check === undefined) {
    check = compileSchema(DOCUMENT_SCHEMAS[known] as Readonly<Record<string, unknown>>);
    documentChecks.set(known, check);
  }
  return check(document);
}

function fault(code: string, path: string, expected: string, actual: string): Finding {
  const place = path === '' ? 'the value itself' : path;
  return {
    code,
    severity: 'error',
    message: `${place}: expected ${expected}, found ${actual}`,
    expected,
    actual,
    at: { path },
  };
}

/** The findings of a value: one a fault: alternatives are told as one, and a place is not told the same thing twice. */
export function findingsOf(errors: readonly SchemaFault[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const error of withoutBranches(errors)) {
    const finding = findingOf(error);
    const key = `${finding.code} ${finding.message}`;
    if (findings.size < MAX_FINDINGS) findings.set(key, finding);
  }
  return [...findings.values()];
}

function findingOf(error: SchemaFault): Finding {
  const { keyword, params, instancePath, data } = error;
  const schema = error.parentSchema ?? {};
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      const value = (data as Record<string, unknown>)[name];
      return fault('contract.unknown-field', pointerTo(instancePath, name), 'no field of this name', kindOf(value));
    }
    case 'required': {
      const path = pointerTo(instancePath, String(params['missingProperty']));
      return fault('contract.missing-field', path, 'a value', 'nothing');
    }
    case 'dependentRequired': {
      const path = pointerTo(instancePath, String(params['missingProperty']));
      return fault(
        'contract.missing-field',
        path,
        `a value, because ${String(params['property'])} is there`,
        'nothing',
      );
    }
    case 'enum':
    case 'const': {
      const actual = shownCode(data, schema['x-privacy']) ?? kindOf(data);
      return fault('contract.new-value', instancePath, expectationOf(error), actual);
    }
    case 'type':
      return fault('contract.retyped-field', instancePath, expectationOf(error), kindOf(data));
    default:
      return fault('contract.value', instancePath, expectationOf(error), kindOf(data));
  }
}

/**
 * Leaves out what ajv says of the single branches of anyOf and oneOf, unless one branch is plainly the meant one: the one
 * whose faults all lie deeper than the choice. `if` only repeats what its `then` says.
 */
function withoutBranches(errors: readonly SchemaFault[]): SchemaFault[] {
  let kept = errors.filter((error) => error.keyword !== 'if');
  for (const choice of kept.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')) {
    if (!kept.includes(choice)) continue;
    const inside = kept.filter((error) => error !== choice && isInside(error, choice));
    const meant = choice.parentSchema?.['x-expected'] === undefined ? meantBranch(inside, choice) : undefined;
    kept = kept.filter((error) => (meant === undefined ? !inside.includes(error) : error !== choice));
    if (meant !== undefined) kept = kept.filter((error) => !inside.includes(error) || meant.includes(error));
  }
  return kept;
}

const isInside = (error: SchemaFault, choice: SchemaFault): boolean =>
  error.instancePath.startsWith(choice.instancePath) && error.schemaPath.startsWith(`${choice.schemaPath}/`);

/** The faults of the one branch that fits at the place of the choice itself, if there is exactly one. */
function meantBranch(inside: readonly SchemaFault[], choice: SchemaFault): readonly SchemaFault[] | undefined {
  const branches = new Map<string, SchemaFault[]>();
  for (const error of inside) {
    const branch = error.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0] as string;
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const fitting = [...branches.values()].filter((errors) =>
    errors.every(({ keyword, instancePath }) => instancePath !== choice.instancePath || keyword === 'required'),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}
