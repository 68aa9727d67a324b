// Checks lifecycle and ownership files against the common model, beyond their shape. Imports the model.
import { fieldClass, wordsOf } from '../../model/fields.ts';
import type { DocumentType } from '../../model/types.ts';
import type { Finding } from '../errors.ts';
import type { Axis, Lifecycle } from './lifecycle.ts';
import type { Ownership } from './ownership.ts';

const error = (code: string, path: string, message: string): Finding => ({
  code,
  severity: 'error',
  message,
  at: { path },
});

/** Places in which a value that was named before is named again. */
function repeated(values: readonly string[]): number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}

/**
 * What is wrong in a lifecycle whose shape is right (`LIFECYCLE_SCHEMA`): states that the model does not know or that are
 * missing, steps between unknown states, steps that are allowed and forbidden at once. Paths lead into the file.
 */
export function lifecycleFindings(lifecycle: Lifecycle): Finding[] {
  return Object.entries(lifecycle.axes).flatMap(([name, axis]) =>
    axisFindings(axis, { type: lifecycle.document as DocumentType, path: `/axes/${name}` }),
  );
}

function axisFindings(axis: Axis, context: { type: DocumentType; path: string }): Finding[] {
  const { type, path } = context;
  const names = axis.states.map((state) => state.name);
  const words = wordsOf(type, axis.path);
  if (words === undefined) {
    return [
      error('lifecycle.unknown-field', `${path}/path`, `the ${type} has no field ${axis.path} with a list of words`),
    ];
  }
  const unknown = names.flatMap((name, index) =>
    words.includes(name)
      ? []
      : [error('lifecycle.unknown-state', `${path}/states/${index}/name`, `${axis.path} has no word ${name}`)],
  );
  const missing = words.filter((word) => !names.includes(word));
  const twice = repeated(names).map((index) =>
    error('lifecycle.duplicate-state', `${path}/states/${index}/name`, `the state ${names[index]} is there twice`),
  );
  return [
    ...unknown,
    ...twice,
    ...(missing.length === 0
      ? []
      : [error('lifecycle.missing-state', `${path}/states`, `expected also the states ${missing.join(', ')}`)]),
    ...stepFindings(axis, { path, names }),
  ];
}

function stepFindings(axis: Axis, context: { path: string; names: readonly string[] }): Finding[] {
  const findings: Finding[] = [];
  for (const kind of ['steps', 'never'] as const) {
    for (const [index, step] of (axis[kind] ?? []).entries()) {
      for (const end of ['from', 'to'] as const) {
        const unknown = step[end].filter((name) => !context.names.includes(name));
        if (unknown.length === 0) continue;
        const message = `the axis has no state ${unknown.join(', ')}`;
        findings.push(error('lifecycle.unknown-state', `${context.path}/${kind}/${index}/${end}`, message));
      }
    }
  }
  for (const [index, step] of (axis.steps ?? []).entries()) {
    const against = axis.never?.find((never) => overlaps(never.from, step.from) && overlaps(never.to, step.to));
    if (against === undefined) continue;
    const message = `a step is allowed here and forbidden as ${against.code}`;
    findings.push(error('lifecycle.contradiction', `${context.path}/steps/${index}`, message));
  }
  return findings;
}

const overlaps = (a: readonly string[], b: readonly string[]): boolean => a.some((one) => b.includes(one));

/** What is wrong in an ownership file whose shape is right (`OWNERSHIP_SCHEMA`): fields that the model does not have, or twice. */
export function ownershipFindings(ownership: Ownership): Finding[] {
  return Object.entries(ownership.documents).flatMap(([type, rules]) => {
    const path = `/documents/${type}`;
    const paths = rules.fields.map((field) => field.path);
    const has = (pointer: string): boolean => fieldClass(type as DocumentType, pointer) !== undefined;
    return [
      ...paths.flatMap((field, index) =>
        has(field)
          ? []
          : [error('ownership.unknown-field', `${path}/fields/${index}/path`, `the ${type} has no field ${field}`)],
      ),
      ...repeated(paths).map((index) =>
        error('ownership.duplicate-field', `${path}/fields/${index}/path`, `there are two rules for ${paths[index]}`),
      ),
      ...(rules.negative ?? []).flatMap((bucket, index) =>
        has(`/quantities/${bucket}`)
          ? []
          : [error('ownership.unknown-field', `${path}/negative/${index}`, `there is no bucket ${bucket}`)],
      ),
    ];
  });
}
