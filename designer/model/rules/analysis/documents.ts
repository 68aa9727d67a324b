// Documents that show something: the examples, and examples with one value changed. May import ../catalog.ts and ./variables.ts.
import { pathSteps, type RulesetScope } from '../catalog.ts';
import type { Assignment } from './search.ts';
import type { Variable } from './variables.ts';

export interface Sample {
  /** The example that it is, or was made from. */
  readonly name: string;
  readonly isExample: boolean;
  readonly value: unknown;
}

interface Example {
  readonly document?: unknown;
  readonly context?: unknown;
}

const CONTEXT_FACTS = ['previous', 'customer', 'order', 'duplicate', 'now', 'sourceClass'];

/** Where in an example a variable can be set: undefined for what is worked out from other values. */
export function placeOf(variable: Pick<Variable, 'fact' | 'path'>, scope: RulesetScope): readonly string[] | undefined {
  const steps = pathSteps(variable.path ?? '$');
  if (steps === undefined || steps.includes('*') || steps.includes('length')) return undefined;
  if (variable.fact === scope.document) return ['document', ...steps];
  if (variable.fact === 'line') return ['document', 'lines', '0', ...steps];
  return CONTEXT_FACTS.includes(variable.fact) ? ['context', variable.fact, ...steps] : undefined;
}

type Holder = Record<string, unknown>;

/** Sets, or with undefined removes, a value in a copy; undefined when something plain is in the way. */
export function withValue(value: unknown, path: readonly string[], put: unknown): unknown {
  const copy = structuredClone(value) as Holder;
  let home = copy;
  for (const [index, key] of path.slice(0, -1).entries()) {
    const next = home[key];
    if (next === undefined || next === null) {
      if (put === undefined) return copy;
      home[key] = /^\d+$/.test(path[index + 1] ?? '') ? [] : {};
    } else if (typeof next !== 'object') return undefined;
    home = home[key] as Holder;
  }
  const last = path.at(-1) ?? '';
  if (put === undefined) delete home[last];
  else home[last] = structuredClone(put);
  return copy;
}

/** An example with all values of an assignment; undefined when one of them is worked out from others. */
export function withAssignment(
  example: Example,
  assignment: Assignment,
  context: { variables: ReadonlyMap<string, Variable>; scope: RulesetScope },
): unknown {
  let value: unknown = example;
  for (const [key, put] of assignment) {
    const variable = context.variables.get(key);
    const place = variable === undefined ? undefined : placeOf(variable, context.scope);
    if (place === undefined || value === undefined) return undefined;
    value = withValue(value, place, put);
  }
  return value;
}

const MOST_SAMPLES = 3_000;

/** The examples, then each with one value changed, as far as a limit goes. */
export function* samplesOf(
  examples: readonly { readonly name: string; readonly value: unknown }[],
  context: { variables: ReadonlyMap<string, Variable>; scope: RulesetScope },
): Generator<Sample> {
  for (const { name, value } of examples) yield { name, isExample: true, value };
  const places = [...context.variables.values()].flatMap((variable) => {
    const place = placeOf(variable, context.scope);
    return place === undefined || place.length < 3 ? [] : [{ place, values: variable.values }];
  });
  let made = 0;
  for (const { name, value } of examples) {
    for (const { place, values } of places) {
      for (const put of values) {
        if (made >= MOST_SAMPLES) return;
        const changed = withValue(value, place, put);
        if (changed === undefined) continue;
        made += 1;
        yield { name, isExample: false, value: changed };
      }
    }
  }
}

const isObject = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(one: unknown, other: unknown, joinsLists: boolean): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return joinsLists ? [...one, ...other] : other;
  if (!isObject(one) || !isObject(other)) return other;
  const all = { ...one };
  for (const [key, value] of Object.entries(other))
    all[key] = Object.hasOwn(one, key) ? merged(one[key], value, joinsLists) : value;
  return all;
}

/** Two examples as one, with what each says: lists joined, then taken from the second. */
export function* mergedExamples(one: unknown, other: unknown): Generator<unknown> {
  for (const joinsLists of [true, false]) {
    yield structuredClone(merged(one, other, joinsLists));
    yield structuredClone(merged(other, one, joinsLists));
  }
}
