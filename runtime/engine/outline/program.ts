// A mapping program as the canvas sees it: which target gets what, from which fields, in which loop. The text stays the truth:
// everything here is a view with spans into it. Pure; may import ./expression.ts and ./scope.ts.
import { type Entry, type Expression, type Fault, readExpression } from './expression.ts';
import { bind, MESSAGE_SCOPE, pathOf, plainPathOf, type Scope, scopeOfBlock, sourcesOf } from './scope.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a target gets its value. */
export type TargetKind =
  | 'path'
  | 'constant'
  | 'group'
  | 'loop'
  | 'call'
  | 'lookup'
  | 'condition'
  | 'operation'
  | 'expression';

export interface Target {
  /** `/lines/sku`: lists without an index. */
  readonly path: string;
  readonly kind: TargetKind;
  /** The key in the text, and the value behind the colon. */
  readonly key: Span;
  readonly value: Span;
  /** The value's exact text. */
  readonly text: string;
  readonly expression: Expression;
  readonly scope: Scope;
  /** Fields that it reads; of a loop those that it goes over. */
  readonly sources: readonly string[];
  /** What stands in the comment right above it. */
  readonly note?: string;
  /** The object that it is a member of, by its target path; the outermost is ``. */
  readonly owner: string;
  /** A second member of the same name: the last one counts. */
  readonly isRepeated?: true;
}

/** An object of the program that targets are members of. */
export interface TargetObject {
  readonly path: string;
  readonly span: Span;
  readonly entries: readonly Entry[];
  readonly scope: Scope;
}

export interface Program {
  readonly text: string;
  /** In the order of the text. */
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
  const found = new Collector(text);
  found.result(expression, MESSAGE_SCOPE, '');
  const { targets, objects } = found;
  const [fault] = faults;
  const read = { text, targets, objects, byPath: new Map(targets.map((target) => [target.path, target])) };
  return fault === undefined ? read : { ...read, fault };
}

class Collector {
  readonly targets: Target[] = [];
  readonly objects = new Map<string, TargetObject>();
  readonly #paths = new Set<string>();
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Follows a result down to the objects that it is made of. @returns whether there was one */
  result(node: Expression, scope: Scope, path: string): boolean {
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
        return node.items.map((item) => this.result(item, scope, path)).some(Boolean);
      case 'call':
        return node.args.some((arg) => this.#argument(arg, node, scope, path)) || this.result(node.callee, scope, path);
      case 'variable': {
        const bound = scope.variables.get(node.value);
        return bound !== undefined && this.result(bound.value, bound.scope, path);
      }
      case 'lambda':
        return this.result(node.body, { ...scope, hidden: new Set([...scope.hidden, ...node.parameters]) }, path);
      case 'bind':
        return this.result(node.value, scope, path);
      case 'condition':
        return this.result(node.yes, scope, path) || (node.no !== undefined && this.result(node.no, scope, path));
      case 'filter':
        return this.result(node.subject, scope, path);
      default:
        return false;
    }
  }

  /** `$compact({ … })`, `$map(orders, function($order) { … })`: the object that a function gets, or that one of its functions makes. */
  #argument(arg: Expression, call: Expression & { kind: 'call' }, scope: Scope, path: string): boolean {
    if (arg.kind !== 'lambda') return this.result(arg, scope, path);
    const [parameter] = arg.parameters;
    const [list] = call.args;
    const inner = parameter === undefined || list === undefined || list === arg ? scope : bind(scope, parameter, list);
    return this.result(arg.body, inner, path);
  }

  /** `orders.{ … }`: the last step is made once for each member of those before it. */
  #steps(steps: readonly Expression[], scope: Scope, path: string): boolean {
    const last = steps.at(-1) as Expression;
    if (last.kind !== 'object' && last.kind !== 'block' && last.kind !== 'call' && last.kind !== 'variable')
      return false;
    const before = steps.slice(0, -1);
    const head =
      before.length === 1 ? (before[0] as Expression) : { ...joined(before), kind: 'path' as const, steps: before };
    return this.result(last, { ...scope, context: pathOf(head, scope) }, path);
  }

  #object(node: Expression & { kind: 'object' }, scope: Scope, path: string): void {
    this.objects.set(path, { path, span: node, entries: node.entries, scope });
    for (const entry of node.entries) {
      if (entry.key.kind !== 'string') continue;
      this.#member(entry, entry.key.value, { scope, path });
    }
  }

  #member(entry: Entry, name: string, owner: { scope: Scope; path: string }): void {
    const { value } = entry;
    const path = `${owner.path}/${name.replaceAll('/', '~1')}`;
    const kind = this.#kindOf(value, owner.scope);
    const note = noteAbove(this.#text, entry.start);
    const isRepeated = this.#paths.has(path);
    this.#paths.add(path);
    this.targets.push({
      path,
      kind,
      key: { start: entry.key.start, end: entry.key.end },
      value: { start: value.start, end: value.end },
      text: this.#text.slice(value.start, value.end),
      expression: value,
      scope: owner.scope,
      sources:
        kind === 'group' ? [] : kind === 'loop' ? loopSources(value, owner.scope) : sourcesOf(value, owner.scope),
      owner: owner.path,
      ...(note === undefined ? {} : { note }),
      ...(isRepeated ? { isRepeated } : {}),
    });
    if (kind === 'group' || kind === 'loop') this.result(value, owner.scope, path);
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

const joined = (nodes: readonly Expression[]): Span => ({
  start: (nodes[0] as Expression).start,
  end: (nodes.at(-1) as Expression).end,
});

const isListOfObjects = (value: Expression): boolean =>
  value.kind === 'array' && value.items.length > 0 && value.items.every((item) => item.kind === 'object');

export interface Loop {
  /** What is gone over: the steps before the object. */
  readonly over: Span;
  readonly steps: readonly Expression[];
  readonly body: Expression;
}

/** The loop that a value is: `[lines.{ … }]`, `lines[qty > 0].( …; { … })`. */
export function loopOf(value: Expression): Loop | undefined {
  if (value.kind === 'array' && value.items.length === 1) return loopOf(value.items[0] as Expression);
  if (value.kind === 'block' && value.items.length === 1) return loopOf(value.items[0] as Expression);
  if (value.kind !== 'path') return undefined;
  const last = value.steps.at(-1) as Expression;
  const body = last.kind === 'block' ? last.items.at(-1) : last;
  if (body === undefined || (body.kind !== 'object' && !(body.kind === 'call' && body.args[0]?.kind === 'object')))
    return undefined;
  const steps = value.steps.slice(0, -1);
  return steps.length === 0 ? undefined : { over: joined(steps), steps, body };
}

function loopSources(value: Expression, scope: Scope): readonly string[] {
  const loop = loopOf(value);
  if (loop === undefined) return [];
  const over = { ...loop.over, kind: 'path' as const, steps: loop.steps };
  const path = pathOf(over, scope);
  return path === undefined || path === '' ? sourcesOf(over, scope) : [path];
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

/** The comment that ends on the line above, or on the same line before the key. */
function noteAbove(text: string, start: number): string | undefined {
  let end = behindBlanks(text, start);
  if (text[end - 1] === '\n') end = behindBlanks(text, text[end - 2] === '\r' ? end - 2 : end - 1);
  if (!text.endsWith('*/', end)) return undefined;
  // Comments do not nest: this one begins behind the end of the one before.
  const before = text.lastIndexOf('*/', end - 3);
  const open = text.indexOf('/*', before === -1 ? 0 : before + 2);
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
