// What is wrong or missing in a mapping, each with its place and, where there is one, what mends it. Pure.
import { eachField, type Field, fieldAt } from '../../schema/field.ts';
import { relativePath, removeTarget, setTarget } from './edits.ts';
import { lookupOf, type Program, type Target, tablesOf } from './program.ts';
import { plainPathOf } from './scope.ts';

export interface Check {
  readonly code:
    | 'syntax'
    | 'required-unmapped'
    | 'type-mismatch'
    | 'loop-mismatch'
    | 'dead-source'
    | 'lookup-without-row'
    | 'unknown-table'
    | 'unused-table'
    | 'duplicate'
    | 'unknown-target';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Target that it is about. */
  readonly target?: string;
  /** Place in mapping.jsonata. */
  readonly start?: number;
  readonly end?: number;
  readonly fix?: { readonly label: string; readonly text: string };
}

export interface CheckInput {
  readonly program: Program;
  readonly source: readonly Field[];
  /** Whether the source fields come from a schema: a sample alone does not say what else may come. */
  readonly hasSchema: boolean;
  readonly target: readonly Field[];
  /** Whether the target's fields come from a schema. */
  readonly hasTargetSchema: boolean;
  /** Keys of the tables that were read, by name; undefined keys for one that is there and was not read. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** Tables that the manifest lists. */
  readonly listedTables: readonly string[];
  /** A value of the sample by its path. */
  readonly sampleValue: (path: string) => string | undefined;
}

const last = (path: string): string => path.split('/').at(-1) ?? path;

/** Every finding, the most serious kinds first. */
export function checkMapping(input: CheckInput): readonly Check[] {
  const { program } = input;
  if (program.fault !== undefined) {
    const { message, start, end } = program.fault;
    return [{ code: 'syntax', severity: 'error', message, start, end }];
  }
  return [
    ...unmapped(input),
    ...program.targets.flatMap((target) => checkTarget(target, input)),
    ...unusedTables(input),
  ];
}

function unmapped({ program, target, hasTargetSchema, source }: CheckInput): Check[] {
  if (!hasTargetSchema || program.objects.size === 0) return [];
  const found: Check[] = [];
  const visit = (fields: readonly Field[]): void => {
    for (const field of fields) {
      const mapped = program.byPath.get(field.path);
      if (field.required === true && mapped === undefined) {
        const same = [...eachField(source)].find((one) => one.name === field.name && one.children.length === 0);
        const edit =
          same === undefined || field.children.length > 0
            ? undefined
            : setTarget(program, field.path, relativePath(same.path, ''));
        found.push({
          code: 'required-unmapped',
          severity: 'error',
          message: `${last(field.path)} is required and gets no value`,
          target: field.path,
          ...(edit === undefined || same === undefined
            ? {}
            : { fix: { label: `Connect ${last(same.path)}`, text: edit.text } }),
        });
      }
      // What is inside of something that is not made, or made by a function, is not asked for.
      if (mapped !== undefined && program.objects.has(field.path)) visit(field.children);
    }
  };
  visit(target);
  return found;
}

function checkTarget(target: Target, input: CheckInput): Check[] {
  const { program, hasTargetSchema, hasSchema, source, sampleValue } = input;
  const found: Check[] = [];
  const tell = (check: Omit<Check, 'target' | 'start' | 'end'>): void => {
    found.push({ ...check, target: target.path, start: target.value.start, end: target.value.end });
  };
  const name = last(target.path);
  if (target.isRepeated === true) {
    const edit = removeTarget(program, target.path);
    tell({
      code: 'duplicate',
      severity: 'error',
      message: `${name} is set twice; the last one counts`,
      ...(edit === undefined ? {} : { fix: { label: 'Remove the second', text: edit.text } }),
    });
  }
  const field = fieldAt(input.target, target.path);
  if (hasTargetSchema && field === undefined && !target.path.includes('/extensions'))
    tell({ code: 'unknown-target', severity: 'warning', message: `the document has no field ${name}` });
  const path = target.kind === 'path' ? plainPathOf(target.expression, target.scope) : undefined;
  const from = path === undefined ? undefined : fieldAt(source, path);
  if (path !== undefined && path !== '' && hasSchema && from === undefined && sampleValue(path) === undefined)
    tell({
      code: 'dead-source',
      severity: 'warning',
      message: `${name} reads ${path.slice(1)}, which neither the schema nor the sample has`,
    });
  if (from !== undefined && field !== undefined) mismatches(target, { from, field, program }, tell);
  lookups(target, input, tell);
  return found;
}

type Tell = (check: Omit<Check, 'target' | 'start' | 'end'>) => void;

function mismatches(
  target: Target,
  { from, field, program }: { from: Field; field: Field; program: Program },
  tell: Tell,
): void {
  const name = last(target.path);
  if (from.isList === true && field.isList !== true) {
    const edit = setTarget(program, target.path, `${target.text}[0]`);
    tell({
      code: 'loop-mismatch',
      severity: 'warning',
      message: `${name} takes one value, ${from.name} is a list`,
      ...(edit === undefined ? {} : { fix: { label: 'Take the first', text: edit.text } }),
    });
    return;
  }
  const kinds: Readonly<Record<string, string>> = {
    integer: 'number',
    number: 'number',
    string: 'string',
    boolean: 'boolean',
  };
  const [have, want] = [kinds[from.type], kinds[field.type]];
  if (have === undefined || want === undefined || have === want || field.isList === true) return;
  const convert = {
    string: `$string(${target.text})`,
    number: `$number(${target.text})`,
    boolean: `$boolean(${target.text})`,
  }[want];
  const edit = convert === undefined ? undefined : setTarget(program, target.path, convert);
  tell({
    code: 'type-mismatch',
    severity: 'warning',
    message: `${name}: expected ${field.type}, ${from.name} is ${from.type}`,
    ...(edit === undefined ? {} : { fix: { label: `Make it a ${want}`, text: edit.text } }),
  });
}

function lookups(target: Target, { tables, source, sampleValue }: CheckInput, tell: Tell): void {
  const lookup = lookupOf(target.expression);
  if (lookup === undefined) return;
  if (!tables.has(lookup.table)) {
    tell({ code: 'unknown-table', severity: 'error', message: `there is no table ${lookup.table}` });
    return;
  }
  const keys = tables.get(lookup.table);
  const path = plainPathOf(lookup.key, target.scope);
  if (keys === undefined || path === undefined) return;
  const words = [...(fieldAt(source, path)?.values ?? []), sampleValue(path)].filter((word) => word !== undefined);
  const missing = [...new Set(words)].filter((word) => !keys.has(word) && !keys.has(word.toLowerCase()));
  if (missing.length > 0)
    tell({
      code: 'lookup-without-row',
      severity: 'warning',
      message: `the table ${lookup.table} has no row for ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}`,
    });
}

function unusedTables({ program, listedTables }: CheckInput): Check[] {
  const used = tablesOf(program.text);
  return listedTables
    .filter((table) => !used.includes(table))
    .map((table) => ({
      code: 'unused-table',
      severity: 'warning',
      message: `the manifest lists the table ${table}, which nothing reads`,
    }));
}
