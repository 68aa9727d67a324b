// A mapping program as the canvas sees it: which target gets what, from which fields, in which loop. The text stays the truth:
// everything here is a view with spans into it. Pure; may import its neighbours.
import { type Entry, type Expression, type Fault, readExpression } from './expression.ts';
import { groupedOf, joinedSteps, loopOf } from './loop.ts';
import { PlacedEntry, PlacedObject, PlacedTarget } from './placed.ts';
import {
  bindMember,
  inside,
  MESSAGE_SCOPE,
  pathOf,
  plainPathOf,
  type Scope,
  scopeOfBlock,
  sourcesOf,
} from './scope.ts';
import type { ObjectFacts, Target, TargetFacts, TargetKind, TargetObject } from './target.ts';

export { loopOf } from './loop.ts';
export type { Target, TargetFacts, TargetKind } from './target.ts';

export interface Program {
  readonly text: string;
  /** A target before those that are in it, members in the order of the text. */
  readonly targets: readonly Target[];
  readonly byPath: ReadonlyMap<string, Target>;
  readonly objects: ReadonlyMap<string, TargetObject>;
  /** Where the text cannot be read; targets are then those that could be understood. */
  readonly fault?: Fault;
}

const EMPTY: Omit<Program, 'text'> = { targets: [], byPath: new Map(), objects: new Map() };

/** Reads a program. Never throws: of a text that cannot be read there is what can be understood, and where it is at fault. */
export function readProgram(text: string): Program {
  if (text.replace(/\/\*[\s\S]*?\*\//g, '').trim() === '') return { text, ...EMPTY };
  const { expression, faults } = readExpression(text);
  const { targets, objects } = targetsOf(text, expression);
  const [fault] = faults;
  const read = { text, targets, objects, byPath: new Map(targets.map((target) => [target.path, target])) };
  return fault === undefined ? read : { ...read, fault };
}

/** The targets that an expression makes, and their objects. */
function targetsOf(text: string, expression: Expression): Collector {
  const found = new Collector(text);
  found.result(expression, MESSAGE_SCOPE, '');
  return found;
}

/**
 * The targets that some entries of an object make, read in a text by themselves.
 *
 * @param from  where the text is looked at from for the note of the first one
 */
export function targetsOfEntries(
  text: string,
  entries: readonly PlacedEntry[],
  { owner, from }: { readonly owner: ObjectFacts; readonly from: number },
): {
  readonly targets: readonly PlacedTarget[];
  readonly objects: ReadonlyMap<string, PlacedObject>;
  /** What is known of the entries themselves. */
  readonly members: readonly TargetFacts[];
} {
  const found = new Collector(text);
  const members = found.members(entries, owner, from);
  return { members, targets: found.targets, objects: found.objects };
}

class Collector {
  readonly targets: PlacedTarget[] = [];
  readonly objects = new Map<string, PlacedObject>();
  readonly #paths = new Set<string>();
  readonly #text: string;
  #depth = 0;
  #isDirect = true;

  constructor(text: string) {
    this.#text = text;
  }

  /** Follows a result down to the objects that it is made of. @returns whether there was one */
  result(node: Expression, scope: Scope, path: string): boolean {
    this.#depth += 1;
    const isFound = this.#resultOf(node, scope, path);
    this.#depth -= 1;
    return isFound;
  }

  /** What stands somewhere else, or is read by its name as well. */
  #named(node: Expression, scope: Scope, path: string): boolean {
    const wasDirect = this.#isDirect;
    this.#isDirect = false;
    const isFound = this.result(node, scope, path);
    this.#isDirect = wasDirect;
    return isFound;
  }

  #resultOf(node: Expression, scope: Scope, path: string): boolean {
    switch (node.kind) {
      case 'object':
        if (this.objects.has(path)) return false;
        this.#object(node, scope, path);
        return true;
      case 'block': {
        const last = node.items.at(-1);
        return last !== undefined && this.result(last, scopeOfBlock(node.items, scope), path);
      }
      case 'path':
        return this.#steps(node.steps, scope, path);
      case 'group':
        return false;
      case 'array':
        return this.#items(node.items, scope, path);
      case 'call':
        if (loopOf(node) !== undefined) return this.#argument(node.args[1] as Expression, node, scope, path);
        return node.args.some((arg) => this.#argument(arg, node, scope, path)) || this.result(node.callee, scope, path);
      case 'variable': {
        const bound = scope.variables.get(node.value);
        return bound !== undefined && this.#named(bound.value, bound.scope, path);
      }
      case 'lambda':
        return this.result(node.body, { ...scope, hidden: new Set([...scope.hidden, ...node.parameters]) }, path);
      case 'bind':
        return this.#named(node.value, scope, path);
      case 'condition':
        return this.result(node.yes, scope, path) || (node.no !== undefined && this.result(node.no, scope, path));
      case 'filter':
        return this.result(node.subject, scope, path);
      default:
        return false;
    }
  }

  /** Objects of a list that is written out: the first has the list's own path, those behind it theirs with their place. */
  #items(items: readonly Expression[], scope: Scope, path: string): boolean {
    let found = 0;
    for (const item of items) if (this.result(item, scope, placePath(path, found + 1))) found += 1;
    return found > 0;
  }

  /** `$compact({ … })`, `$map(orders, function($order) { … })`: the object that a function gets, or that one of its functions makes. */
  #argument(arg: Expression, call: Expression & { kind: 'call' }, scope: Scope, path: string): boolean {
    if (arg.kind !== 'lambda') return this.result(arg, scope, path);
    const [parameter, ...others] = arg.parameters;
    const [list] = call.args;
    const hiding = { ...scope, hidden: new Set([...scope.hidden, ...others]) };
    if (parameter === undefined || list === undefined || list === arg) return this.result(arg.body, hiding, path);
    // What `$each` goes over are the values of an object, and no path of the message names all of them.
    const isMember = call.callee.kind !== 'variable' || call.callee.value !== 'each';
    const unknown = { ...hiding, hidden: new Set([...hiding.hidden, parameter]) };
    return this.result(arg.body, isMember ? bindMember(hiding, parameter, list) : unknown, path);
  }

  /** `orders.{ … }`: the last step is made once for each member of those before it. */
  #steps(steps: readonly Expression[], scope: Scope, path: string): boolean {
    const last = steps.at(-1) as Expression;
    const grouped = groupedOf(steps)?.group;
    if (grouped !== undefined) {
      const [entry] = grouped.entries as [Entry];
      return this.result(entry.value, inside(grouped.subject, scope), path);
    }
    if (last.kind !== 'object' && last.kind !== 'block' && last.kind !== 'call' && last.kind !== 'variable')
      return false;
    return this.result(last, inside(joinedSteps(steps.slice(0, -1)), scope), path);
  }

  #object(node: Expression & { kind: 'object' }, scope: Scope, path: string): void {
    const entries = node.entries.map(PlacedEntry.of);
    const members: TargetFacts[] = [];
    const facts: ObjectFacts = { path, scope, members, depth: this.#depth, isDirect: this.#isDirect };
    this.objects.set(path, new PlacedObject(facts, { start: node.start, end: node.end }, entries));
    members.push(...this.members(entries, facts, node.start + 1));
  }

  /** Entries of an object, one behind the other. @returns what is known of those with a name */
  members(entries: readonly PlacedEntry[], owner: ObjectFacts, from: number): readonly TargetFacts[] {
    const found: TargetFacts[] = [];
    let behind = from;
    this.#depth = Math.max(this.#depth, owner.depth);
    for (const entry of entries) {
      if (entry.name !== undefined) found.push(this.#member(entry, owner, behind));
      behind = entry.end;
    }
    return found;
  }

  #member(entry: PlacedEntry, owner: ObjectFacts, behind: number): TargetFacts {
    const { value } = entry;
    const path = `${owner.path}/${(entry.name ?? '').replaceAll('/', '~1')}`;
    const kind = this.#kindOf(value, owner.scope);
    const note = noteAbove(this.#text, entry.start, behind);
    const isRepeated = this.#paths.has(path);
    this.#paths.add(path);
    const facts: TargetFacts = {
      path,
      kind,
      text: this.#text.slice(value.start, value.end),
      scope: owner.scope,
      sources:
        kind === 'group' ? [] : kind === 'loop' ? loopSources(value, owner.scope) : sourcesOf(value, owner.scope),
      owner: owner.path,
      ...(note === undefined ? {} : { note }),
      ...(isRepeated ? { isRepeated } : {}),
    };
    this.targets.push(new PlacedTarget(facts, entry));
    if (kind === 'group' || kind === 'loop') this.result(value, owner.scope, path);
    return facts;
  }

  #kindOf(value: Expression, scope: Scope): TargetKind {
    if (value.kind === 'object') return 'group';
    if (loopOf(value) !== undefined) return 'loop';
    if (isListOfObjects(value)) return 'group';
    if (plainPathOf(value, scope) !== undefined) return 'path';
    switch (value.kind) {
      case 'string':
      case 'number':
      case 'literal':
        return 'constant';
      case 'negate':
        return value.of.kind === 'number' ? 'constant' : 'operation';
      case 'call':
        return lookupOf(value) === undefined ? 'call' : 'lookup';
      case 'condition':
        return 'condition';
      case 'binary':
        return 'operation';
      case 'path':
        return lookupOf(value) === undefined ? 'expression' : 'lookup';
      default:
        return 'expression';
    }
  }
}

/** `/refs[2]`: the second object of a list that is written out. The documents of a program are told apart by nobody. */
export const placePath = (path: string, place: number): string =>
  place === 1 || path === '' ? path : `${path}[${place}]`;

/** The path of the same field in whichever object of a list it is: what the document's schema calls it. */
export const fieldPath = (path: string): string => path.replace(/\[\d+\](?=\/|$)/g, '');

const isListOfObjects = (value: Expression): boolean =>
  value.kind === 'array' && value.items.length > 0 && value.items.every((item) => item.kind === 'object');

function loopSources(value: Expression, scope: Scope): readonly string[] {
  const loop = loopOf(value);
  if (loop === undefined) return [];
  const around = loop.around(scope);
  const path = pathOf(loop.list, around);
  return path === undefined || path === '' ? sourcesOf(loop.list, around) : [path];
}

export interface Lookup {
  readonly table: string;
  readonly key: Expression;
  readonly column?: string;
}

/** The table lookup that an expression is: `$translate($tables, "x", key).column`, `$tables.x.…` aside. */
export function lookupOf(value: Expression): Lookup | undefined {
  if (value.kind === 'path' && value.steps.length === 2) {
    const [call, column] = value.steps as [Expression, Expression];
    const found = lookupOf(call);
    return found === undefined || column.kind !== 'name' ? undefined : { ...found, column: column.value };
  }
  if (value.kind !== 'call' || value.callee.kind !== 'variable' || value.callee.value !== 'translate') return undefined;
  const [tables, table, key] = value.args;
  if (tables?.kind !== 'variable' || tables.value !== 'tables' || table?.kind !== 'string' || key === undefined)
    return undefined;
  return { table: table.value, key };
}

/**
 * The comment that ends on the line above a member, or on the same line before its key.
 *
 * @param behind  where the member before it ends, or the object begins: between them are blanks, comments and a comma
 */
export function noteAbove(text: string, start: number, behind: number): string | undefined {
  let end = behindBlanks(text, start);
  if (text[end - 1] === '\n') end = behindBlanks(text, text[end - 2] === '\r' ? end - 2 : end - 1);
  // Comments do not nest: each ends at the first end behind its beginning.
  let open = text.indexOf('/*', behind);
  for (let close = behind; open !== -1 && open < end; open = text.indexOf('/*', close)) {
    const found = text.indexOf('*/', open + 2);
    close = found === -1 ? end : found + 2;
    if (close >= end) break;
  }
  if (open === -1 || open + 4 > end || !text.endsWith('*/', end)) return undefined;
  return text
    .slice(open + 2, end - 2)
    .trim()
    .replace(/\r?\n\s*/g, '\n');
}

/** The offset behind what stands before the blanks before an offset. */
function behindBlanks(text: string, offset: number): number {
  let at = offset;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at -= 1;
  return at;
}

/** Tables that a program reads. */
export function tablesOf(text: string): readonly string[] {
  const pattern =
    /\$(?:translate|knows)\(\s*\$tables\s*,\s*(?:"([^"]+)"|'([^']+)')|\$tables\.(?:`([^`]+)`|([A-Za-z_]\w*))/g;
  return [
    ...new Set([...text.matchAll(pattern)].map((match) => (match[1] ?? match[2] ?? match[3] ?? match[4]) as string)),
  ];
}
