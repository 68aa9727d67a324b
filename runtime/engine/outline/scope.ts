// Which fields of the source an expression reads, seen from where it stands: inside loops, behind variables, through functions.
// Pure; may import ./expression.ts.
import { type Expression, partsOf } from './expression.ts';

/** What names mean at a place of the program. */
export interface Scope {
  /** Path of the value that is looked at, `` for the whole message; undefined when nobody can say. */
  readonly context: string | undefined;
  /** Every path that the value may stand at, where there are several: `payload ? payload : $`. */
  readonly ways?: readonly string[];
  /** Variables by name: what they were bound to, in the scope where that was done. */
  readonly variables: ReadonlyMap<string, { readonly value: Expression; readonly scope: Scope }>;
  /** Parameters of functions around the place: they hide variables and mean nothing here. */
  readonly hidden: ReadonlySet<string>;
  /** Parameters that stand for one member of a list: `function($line)` of `$map(lines, …)`, the innermost last. */
  readonly members?: readonly { readonly name: string; readonly path: string }[];
}

export const MESSAGE_SCOPE: Scope = { context: '', variables: new Map(), hidden: new Set() };

/** Variables that lead to others, and so on: deeper than this nobody looks. */
const MAX_DEPTH = 12;

export function bind(scope: Scope, name: string, value: Expression): Scope {
  return { ...scope, variables: new Map(scope.variables).set(name, { value, scope }) };
}

/** Inside of a function that is called for each member of a list. */
export function bindMember(scope: Scope, name: string, list: Expression): Scope {
  const path = pathOf(list, scope);
  const inner = bind({ ...scope, hidden: new Set([...scope.hidden].filter((one) => one !== name)) }, name, list);
  return path === undefined || path === '' ? inner : { ...inner, members: [...(scope.members ?? []), { name, path }] };
}

/** The scope behind the bindings of a block. */
export function scopeOfBlock(items: readonly Expression[], scope: Scope): Scope {
  return items.reduce((inner, item) => (item.kind === 'bind' ? bind(inner, item.name, item.value) : inner), scope);
}

/** Functions that hand on their first argument, or parts of it. */
const HANDS_ON_FIRST = new Set([
  'without',
  'filter',
  'sort',
  'distinct',
  'single',
  'reverse',
  'shuffle',
  'merge',
  'compact',
]);
/** Steps that lead to members and do nothing else, so that a path reads only what it ends at. */
const STEPS_ON: ReadonlySet<Expression['kind']> = new Set(['name', 'variable', 'filter', 'sort', 'mark']);
/** More ways to one value are not followed; the longest are left out, since a message mostly comes as it is. */
const MAX_WAYS = 12;

const waysHere = ({ ways, context }: Scope): readonly string[] => ways ?? (context === undefined ? [] : [context]);

const shortest = (ways: readonly string[]): string | undefined =>
  ways.length === 0 ? undefined : ways.reduce((short, way) => (way.length < short.length ? way : short));

interface Walk {
  /** Only where the value is surely one of the message: not put together, nor behind variables of a block of its own. */
  readonly surely: boolean;
  /** Variables on the way. */
  readonly depth: number;
}

/** The paths that an expression leads to: names, with filters, sorts and marks on the way. */
function lead(node: Expression, scope: Scope, { surely, depth }: Walk): readonly string[] {
  if (depth > MAX_DEPTH) return [];
  const all = (parts: readonly Expression[], at: Scope = scope): readonly string[] => {
    const ways = [...new Set(parts.flatMap((part) => lead(part, at, { surely, depth })))];
    return ways.length <= MAX_WAYS ? ways : ways.sort((one, other) => one.length - other.length).slice(0, MAX_WAYS);
  };
  const here = surely ? [scope.context].filter((way) => way !== undefined) : waysHere(scope);
  switch (node.kind) {
    case 'name':
      return here.map((way) => `${way}/${node.value}`);
    case 'variable': {
      if (node.value === '') return here;
      if (scope.hidden.has(node.value)) return [];
      if (node.value === '$') return [''];
      const bound = scope.variables.get(node.value);
      return bound === undefined ? [] : lead(bound.value, bound.scope, { surely, depth: depth + 1 });
    }
    case 'filter':
    case 'sort':
    case 'mark':
      return all([node.subject]);
    case 'path': {
      let ways = here;
      for (const [index, step] of node.steps.entries()) {
        const isLost = index > 0 && step.kind === 'variable' && step.value !== '';
        ways = isLost ? [] : all([step], index === 0 ? scope : { ...scope, context: shortest(ways), ways });
        if (ways.length === 0) return ways;
      }
      return ways;
    }
    case 'block': {
      const last = node.items.at(-1);
      if (last === undefined || (surely && node.items.length > 1)) return [];
      return all([last], scopeOfBlock(node.items.slice(0, -1), scope));
    }
    case 'array':
      return surely && node.items.length > 1 ? [] : all(node.items);
    case 'condition': {
      // `payload ? payload : $`: of two ways to the same the shorter one is where fields are surely read.
      const ways = all([node.yes, ...(node.no === undefined ? [] : [node.no])]);
      const short = shortest(ways);
      return surely && short !== undefined ? [short] : ways;
    }
    case 'call': {
      // `$rows(lines)` and its like hand on what they get: a loop over them is one over the list.
      if (node.args.length === 1) return all(node.args);
      const name = node.callee.kind === 'variable' ? node.callee.value : '';
      if (surely) return [];
      return name === 'append' ? all(node.args) : HANDS_ON_FIRST.has(name) ? all(node.args.slice(0, 1)) : [];
    }
    default:
      return [];
  }
}

/**
 * The path that an expression leads to, when it is one.
 *
 * @returns undefined for everything else
 */
export const pathOf = (node: Expression, scope: Scope): string | undefined =>
  shortest(lead(node, scope, { surely: true, depth: 0 }));

/** The scope inside of a value: names stand for its members, wherever the value may stand. */
export const inside = (value: Expression, scope: Scope): Scope => ({
  ...scope,
  context: pathOf(value, scope),
  ways: lead(value, scope, { surely: false, depth: 0 }),
});

const isMember = (name: string, { members = [], hidden }: Scope): boolean =>
  !hidden.has(name) && members.some((member) => member.name === name);

/** The path of an expression that is nothing but one: a line and no node. */
export function plainPathOf(node: Expression, scope: Scope): string | undefined {
  const isPlain = (part: Expression): boolean =>
    part.kind === 'name' ||
    (part.kind === 'variable' && (part.value === '' || part.value === '$' || isMember(part.value, scope))) ||
    (part.kind === 'path' && part.steps.every(isPlain));
  return isPlain(node) ? pathOf(node, scope) : undefined;
}

/** Every path that an expression reads, in the order of the text, each once. */
export function sourcesOf(node: Expression, scope: Scope): readonly string[] {
  const found = new Set<string>();
  const visited = new Set<Expression>();
  const visit = (one: Expression, at: Scope, depth: number): void => {
    if (depth > MAX_DEPTH * 4) return;
    if (one.kind === 'lambda') {
      visit(one.body, { ...at, hidden: new Set([...at.hidden, ...one.parameters]) }, depth + 1);
      return;
    }
    if (one.kind === 'variable') {
      const bound = at.hidden.has(one.value) ? undefined : at.variables.get(one.value);
      if (bound === undefined || visited.has(bound.value)) return;
      // A function that is bound to a name reads what its parameters say, not what stands around it.
      if (bound.value.kind === 'lambda') return;
      visited.add(bound.value);
      visit(bound.value, bound.scope, depth + 1);
      return;
    }
    if (one.kind === 'name') {
      for (const way of waysHere(at)) found.add(`${way}/${one.value}`);
      return;
    }
    if (one.kind === 'path') {
      visitPath(one.steps, at, depth);
      return;
    }
    if (one.kind === 'filter' || one.kind === 'sort') {
      visit(one.subject, at, depth + 1);
      const within = inside(one.subject, at);
      for (const part of partsOf(one).slice(1)) if (part.kind !== 'number') visit(part, within, depth + 1);
      return;
    }
    if (one.kind === 'block') {
      let inner = at;
      for (const item of one.items) {
        if (item.kind === 'bind') inner = bind(inner, item.name, item.value);
        else visit(item, inner, depth + 1);
      }
      return;
    }
    if (one.kind === 'object') {
      for (const { value } of one.entries) visit(value, at, depth + 1);
      return;
    }
    for (const part of partsOf(one)) visit(part, at, depth + 1);
  };
  const visitPath = (steps: readonly Expression[], at: Scope, depth: number): void => {
    let here = at;
    let last: readonly string[] = [];
    const read = () => {
      for (const way of last) if (way !== '') found.add(way);
    };
    for (const step of steps) {
      const next = inside(step, here);
      const leadsOn = next.context !== undefined || (next.ways?.length !== 0 && STEPS_ON.has(step.kind));
      if (!leadsOn || step.kind === 'condition' || step.kind === 'call') {
        read();
        visit(step, here, depth + 1);
        last = [];
      } else {
        if (step.kind === 'filter' && step.by !== undefined) visit(step.by, { ...here, ...next }, depth + 1);
        last = next.ways ?? [];
      }
      here = { ...at, context: next.context, ways: next.ways ?? [] };
    }
    read();
  };
  visit(node, scope, 0);
  found.delete('');
  return [...found];
}
