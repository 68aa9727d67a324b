// Which values are loops: `[lines.{ … }]`, `[$map(lines, function($line) { … })]`, `[(lines{ sku: { … } }).*]`, each behind names or not.
// Pure; may import its neighbours.
import type { Expression } from './expression.ts';
import { type Scope, scopeOfBlock } from './scope.ts';
import type { Span } from './target.ts';

export interface Loop {
  /** What is gone over: the steps before the object, or the list that a function gets. */
  readonly over: Span;
  /** The same as an expression. */
  readonly list: Expression;
  readonly steps: readonly Expression[];
  readonly body: Expression;
  /** One row is made for each value of this. */
  readonly key?: Expression;
  /** What stands before the list, between it and the body, and behind the body. */
  readonly frame: { readonly head: Span; readonly before: Span; readonly behind: Span };
  /** The scope that the list stands in, behind the names that are bound before it. */
  around(scope: Scope): Scope;
}

/** Steps of a path as one expression. */
export const joinedSteps = (steps: readonly Expression[]): Expression =>
  steps.length === 1
    ? (steps[0] as Expression)
    : { start: (steps[0] as Expression).start, end: (steps.at(-1) as Expression).end, kind: 'path', steps };

/** The object that an expression makes, perhaps behind names and in a function such as `$compact`. */
function bodyOf(node: Expression | undefined): Expression | undefined {
  const body = node?.kind === 'block' ? node.items.at(-1) : node;
  const isObject = body?.kind === 'object' || (body?.kind === 'call' && body.args[0]?.kind === 'object');
  return isObject ? body : undefined;
}

/** Functions that make a member of each that they get. */
const MAKING: ReadonlySet<string> = new Set(['map', 'each']);

/** The loop that a value is; undefined of all other values. */
export function loopOf(value: Expression): Loop | undefined {
  switch (value.kind) {
    case 'array':
      return value.items.length === 1 ? loopOf(value.items[0] as Expression) : undefined;
    case 'block': {
      const loop = value.items.length === 0 ? undefined : loopOf(value.items.at(-1) as Expression);
      if (loop === undefined || value.items.length === 1) return loop;
      const names = value.items.slice(0, -1);
      return { ...loop, around: (scope) => loop.around(scopeOfBlock(names, scope)) };
    }
    case 'path':
      return loopOfSteps(value.steps);
    case 'call':
      return loopOfCall(value);
    default:
      return undefined;
  }
}

/** `(lines{ sku: { … } }).*`: the values of what was grouped, which go over lists of members with the same key. */
export function groupedOf(
  steps: readonly Expression[],
): { readonly group: Expression & { kind: 'group' }; readonly start: number } | undefined {
  const [block, all] = steps;
  if (steps.length !== 2 || all?.kind !== 'wildcard' || block?.kind !== 'block' || block.items.length !== 1)
    return undefined;
  const [group] = block.items;
  return group?.kind === 'group' && group.entries.length === 1 ? { group, start: block.start } : undefined;
}

function loopOfSteps(steps: readonly Expression[]): Loop | undefined {
  const last = steps.at(-1) as Expression;
  const grouped = groupedOf(steps);
  if (grouped !== undefined) {
    const { group, start } = grouped;
    const { key, value } = group.entries[0] as (typeof group.entries)[number];
    const body = bodyOf(value);
    if (body === undefined) return undefined;
    return loopOver([group.subject], { body, whole: value, start, end: last.end, key });
  }
  const body = bodyOf(last);
  return body === undefined || steps.length < 2
    ? undefined
    : loopOver(steps.slice(0, -1), { body, whole: last, start: (steps[0] as Expression).start, end: last.end });
}

function loopOver(
  steps: readonly Expression[],
  { body, whole, start, end, key }: { body: Expression; whole: Span; start: number; end: number; key?: Expression },
): Loop {
  const list = joinedSteps(steps);
  return {
    over: { start: list.start, end: list.end },
    list,
    steps,
    body,
    ...(key === undefined ? {} : { key }),
    frame: {
      head: { start, end: list.start },
      before: { start: list.end, end: whole.start },
      behind: { start: whole.end, end },
    },
    around: (scope) => scope,
  };
}

function loopOfCall({ callee, args, end }: Expression & { kind: 'call' }): Loop | undefined {
  const [list, made] = args;
  const isMaking = callee.kind === 'variable' && MAKING.has(callee.value);
  if (!isMaking || args.length !== 2 || list === undefined || made?.kind !== 'lambda') return undefined;
  const body = bodyOf(made.body);
  return body === undefined ? undefined : loopOver([list], { body, whole: made.body, start: list.start, end });
}
