// Reads a program as it would run, with the schema in place of a message: which fields it reads, what each part may give.
// An estimate that is silent where it does not know. Pure; may import its neighbours, ../language/ and the engine's syntax.
import { parse } from '../../../runtime/engine/syntax/parse.ts';
import type {
  BinaryNode,
  CallNode,
  LambdaNode,
  LiteralNode,
  Node,
  Pair,
  Program,
  Span,
  VariableNode,
} from '../../../runtime/engine/syntax/tree.ts';
import { KNOWN_FUNCTIONS } from '../language/functions.ts';
import { ANY, BOOLEAN, FUNCTION, NULL, NUMBER, OBJECT, TEXT } from '../language/kinds.ts';
import { callResult, type Reader } from './call.ts';
import { type FieldIndex, valueAtPaths } from './fields.ts';
import { type Call, type ColumnUse, Notebook, type Reference, type TableLookup, type UnknownName } from './record.ts';
import { type Scope, startScope, variableIn, within } from './scope.ts';
import {
  asMany,
  either,
  functionValue,
  memberOf,
  objectValue,
  ofKinds,
  ROOT,
  UNKNOWN,
  type Value,
  wordValue,
} from './value.ts';

export interface Analysis {
  readonly program: Program;
  /** In the order of the text. */
  readonly references: readonly Reference[];
  readonly lookups: readonly TableLookup[];
  readonly columns: readonly ColumnUse[];
  readonly calls: readonly Call[];
  readonly unknown: readonly UnknownName[];
  /** Tables that the program names. */
  readonly tables: ReadonlySet<string>;
  /** What the part between two offsets may give. */
  valueAt(span: Span): Value | undefined;
  /** What names mean in the part between two offsets. */
  scopeAt(span: Span): Scope | undefined;
}

/** Functions inside functions are followed so far, and in all so many parts are looked at. */
const MAX_CALLS = 12;
const MAX_PARTS = 150_000;

const keyOf = ({ start, end }: Span): number => start * 0x400_0000 + end;
const inOrder = <Found extends Span>(found: ReadonlyMap<number, Found>): readonly Found[] =>
  [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end);

/** What stands in a step of a path is seen by the steps behind it: the variables of `@` and `#`. */
interface Stepped {
  readonly value: Value;
  readonly scope: Scope;
}

class Analyser implements Reader {
  readonly notes = new Notebook();
  readonly values = new Map<number, Value>();
  readonly scopes = new Map<number, Scope>();
  readonly #fields: FieldIndex;
  readonly #watch: ReadonlySet<number> | undefined;
  #parts = 0;
  #calls = 0;
  /** Around an expression that only asks whether something is there. */
  #asking = 0;
  readonly #met = new Set<Node>();
  readonly #lambdas: { readonly node: LambdaNode; readonly scope: Scope }[] = [];

  constructor(fields: FieldIndex, watch: ReadonlySet<number> | undefined) {
    this.#fields = fields;
    this.#watch = watch;
  }

  /** Functions that nobody calls by name are read as well, with parameters that may be anything. */
  finish(): void {
    for (let lambda = this.#lambdas.shift(); lambda !== undefined; lambda = this.#lambdas.shift()) {
      if (!this.#met.has(lambda.node)) this.apply(lambda, []);
    }
  }

  evaluate(node: Node, scope: Scope): Value {
    this.#parts += 1;
    const value = this.#valueOf(node, scope);
    if (this.#isWatched(node)) this.#keep(node, value, scope);
    return value;
  }

  #isWatched(span: Span): boolean {
    return this.#watch === undefined || this.#watch.has(span.start);
  }

  #keep(span: Span, value: Value, scope: Scope): void {
    this.values.set(keyOf(span), value);
    this.scopes.set(keyOf(span), scope);
  }

  #valueOf(node: Node, scope: Scope): Value {
    switch (node.kind) {
      case 'map':
      case 'filter':
      case 'focus':
      case 'index':
      case 'sort':
      case 'keep-array':
        return this.#step(node, scope).value;
      default:
        return this.#plain(node, scope);
    }
  }

  note(span: Span, value: Value, scope: Scope): void {
    if (this.#isWatched(span)) this.#keep(span, value, scope);
  }

  asking(node: Node, scope: Scope): Value {
    this.#asking += 1;
    const value = this.evaluate(node, scope);
    this.#asking -= 1;
    return value;
  }

  /** Calls a function of the program. */
  apply(lambda: NonNullable<Value['lambda']>, args: readonly Value[]): Value {
    if (this.#calls >= MAX_CALLS || this.#parts > MAX_PARTS) return UNKNOWN;
    this.#met.add(lambda.node);
    const scope = within(lambda.scope, lambda.scope.context);
    for (const [index, parameter] of lambda.node.parameters.entries()) {
      if (parameter.kind === 'variable') scope.variables.set(parameter.name, args[index] ?? UNKNOWN);
    }
    this.#calls += 1;
    const result = this.evaluate(lambda.node.body, scope);
    this.#calls -= 1;
    return result;
  }

  #step(node: Node, scope: Scope): Stepped {
    switch (node.kind) {
      case 'map': {
        const left = this.#visited(node.left, scope);
        const inner = within(left.scope, memberOf(left.value));
        const right = node.right.kind === 'literal' ? this.#named(node.right, inner) : this.#visited(node.right, inner);
        return { value: left.value.isMany ? asMany(right.value) : right.value, scope: right.scope };
      }
      case 'filter': {
        const base = this.#visited(node.base, scope);
        const predicate = this.evaluate(node.predicate, within(base.scope, memberOf(base.value)));
        return { value: predicate.kinds === NUMBER ? memberOf(base.value) : base.value, scope: base.scope };
      }
      case 'focus':
      case 'index': {
        const base = this.#visited(node.base, scope);
        const inner = within(base.scope, node.kind === 'focus' ? scope.context : base.scope.context);
        if (node.variable.kind === 'variable') {
          inner.variables.set(node.variable.name, node.kind === 'focus' ? memberOf(base.value) : ofKinds(NUMBER));
        }
        return { value: node.kind === 'focus' ? asMany(scope.context) : base.value, scope: inner };
      }
      case 'sort': {
        const base = this.#visited(node.base, scope);
        for (const { expression } of node.terms) this.evaluate(expression, within(base.scope, memberOf(base.value)));
        return { value: base.value, scope: base.scope };
      }
      case 'keep-array': {
        const base = this.#visited(node.base, scope);
        return { value: asMany(base.value), scope: base.scope };
      }
      default:
        return { value: this.#plain(node, scope), scope };
    }
  }

  #visited(node: Node, scope: Scope): Stepped {
    this.#parts += 1;
    const stepped = this.#step(node, scope);
    if (this.#isWatched(node)) this.#keep(node, stepped.value, scope);
    return stepped;
  }

  #plain(node: Node, scope: Scope): Value {
    switch (node.kind) {
      case 'name':
        return this.#field(node, node.value, scope.context);
      case 'variable':
        return this.#variable(node, scope);
      case 'literal':
        return literalValue(node.value);
      case 'regex':
        return ofKinds(FUNCTION);
      case 'negate':
        this.evaluate(node.operand, scope);
        return ofKinds(NUMBER);
      case 'binary':
        return this.#binary(node, scope);
      case 'default': {
        const left = this.asking(node.left, scope);
        return either(left, this.evaluate(node.right, scope));
      }
      case 'condition': {
        this.asking(node.test, scope);
        const then = this.evaluate(node.then, scope);
        return node.otherwise === undefined ? then : either(then, this.evaluate(node.otherwise, scope));
      }
      case 'array':
        return this.#array(node.items, scope);
      case 'range':
        this.evaluate(node.from, scope);
        this.evaluate(node.to, scope);
        return ofKinds(NUMBER, true);
      case 'object':
        return this.#object(node.pairs, scope);
      case 'group': {
        const base = this.evaluate(node.base, scope);
        return this.#object(node.pairs, within(scope, memberOf(base)));
      }
      case 'block': {
        const inner = within(scope, scope.context);
        return node.expressions.reduce<Value>((_, expression) => this.evaluate(expression, inner), ofKinds(NULL));
      }
      case 'bind': {
        const value = this.evaluate(node.value, scope);
        if (node.variable.kind === 'variable') scope.variables.set(node.variable.name, value);
        return value;
      }
      case 'lambda': {
        const lambda = { node, scope };
        this.#lambdas.push(lambda);
        return { ...ofKinds(FUNCTION), lambda };
      }
      case 'call':
        return this.call(node, scope);
      case 'transform':
        this.evaluate(node.pattern, scope);
        this.evaluate(node.update, within(scope, UNKNOWN));
        if (node.remove !== undefined) this.evaluate(node.remove, within(scope, UNKNOWN));
        return ofKinds(FUNCTION);
      default:
        return UNKNOWN;
    }
  }

  /** A call; `first` is what `~>` hands over. */
  call(node: CallNode, scope: Scope, first?: { readonly value: Value; readonly span: Span }): Value {
    if (node.callee.kind !== 'variable') {
      for (const argument of node.arguments) this.evaluate(argument, scope);
      const callee = this.evaluate(node.callee, scope);
      return callee.lambda === undefined ? UNKNOWN : this.apply(callee.lambda, []);
    }
    return callResult(this, node, { scope, ...(first === undefined ? {} : { first }) });
  }

  #binary(node: BinaryNode, scope: Scope): Value {
    const left = this.evaluate(node.left, scope);
    if (node.operator === '~>') {
      if (node.right.kind === 'call') return this.call(node.right, scope, { value: left, span: node.left });
      const right = this.evaluate(node.right, scope);
      if ((left.kinds & FUNCTION) !== 0 && left.kinds !== ANY) return ofKinds(FUNCTION);
      return right.lambda === undefined
        ? node.right.kind === 'transform'
          ? left
          : UNKNOWN
        : this.apply(right.lambda, [left]);
    }
    this.evaluate(node.right, scope);
    switch (node.operator) {
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return ofKinds(NUMBER);
      case '&':
        return ofKinds(TEXT);
      default:
        return ofKinds(BOOLEAN);
    }
  }

  #array(items: readonly Node[], scope: Scope): Value {
    const values = items.map((item) => this.evaluate(item, scope));
    if (values.length === 0) return ofKinds(ANY, true);
    return asMany(values.reduce(either));
  }

  #object(pairs: readonly Pair[], scope: Scope): Value {
    const members = new Map<string, Value>();
    for (const { key, value } of pairs) {
      const name = this.evaluate(key, scope).words;
      const given = this.evaluate(value, scope);
      if (name?.length === 1) members.set(name[0] as string, given);
    }
    return objectValue(members);
  }

  #named(node: LiteralNode, scope: Scope): Stepped {
    const value = typeof node.value === 'string' ? this.#field(node, node.value, scope.context) : UNKNOWN;
    if (this.#isWatched(node)) this.#keep(node, value, scope);
    return { value, scope };
  }

  /** A field of the context by its name. */
  #field(node: Span, name: string, context: Value): Value {
    const { table } = context;
    if (table?.is === 'all') {
      this.notes.tables.add(name);
      return { ...ofKinds(OBJECT), table: { is: 'table', name } };
    }
    if (table?.is === 'table') return { ...ofKinds(OBJECT), table: { is: 'row', name: table.name } };
    if (table?.is === 'row') this.notes.column({ start: node.start, end: node.end, table: table.name, column: name });
    const made = context.members?.get(name);
    const read = context.paths.length === 0 ? undefined : this.#read(node, name, context.paths);
    if (made !== undefined) return read === undefined ? made : either(made, read);
    if (read !== undefined) return table === undefined ? read : either(read, ofKinds(TEXT));
    return table?.is === 'row' ? ofKinds(TEXT) : UNKNOWN;
  }

  #read(node: Span, name: string, bases: readonly string[]): Value {
    const paths = bases.map((base) => `${base}/${name}`);
    const value = valueAtPaths(paths, this.#fields);
    const isThere =
      value.paths.some((path) => this.#fields.at(path) !== undefined) ||
      bases.some((base) => this.#fields.below(base) === undefined);
    this.notes.reference({
      start: node.start,
      end: node.end,
      name,
      paths: value.paths,
      isThere,
      isTentative: this.#asking > 0,
    });
    return value;
  }

  #variable(node: VariableNode, scope: Scope): Value {
    if (node.name === '') return scope.context;
    if (node.name === '$') return ROOT;
    const bound = variableIn(scope, node.name);
    if (bound !== undefined) return bound;
    if (node.name === 'tables') return { ...ofKinds(OBJECT), table: { is: 'all', name: '' } };
    if (KNOWN_FUNCTIONS.has(node.name)) return functionValue(node.name);
    this.notes.unknownName({ start: node.start, end: node.end, name: node.name, isCalled: false, scope });
    return UNKNOWN;
  }
}

function literalValue(value: string | number | boolean | null): Value {
  if (typeof value === 'string') return wordValue(value);
  if (typeof value === 'number') return ofKinds(NUMBER);
  return ofKinds(value === null ? NULL : BOOLEAN);
}

/**
 * Reads a program against the fields of its source. Never throws; of a faulty program what can be read.
 *
 * @param options.context  what the program looks at; the whole message without it
 * @param options.watch    offsets at which the parts begin that `valueAt` and `scopeAt` will be asked for; all without it
 */
export function analyse(
  text: string,
  fields: FieldIndex,
  options: { readonly context?: Value; readonly watch?: ReadonlySet<number> } = {},
): Analysis {
  const program = parse(text);
  const analyser = new Analyser(fields, options.watch);
  analyser.evaluate(program.root, startScope(options.context ?? ROOT));
  analyser.finish();
  const { notes, values, scopes } = analyser;
  return {
    program,
    references: inOrder(notes.references),
    lookups: inOrder(notes.lookups),
    columns: inOrder(notes.columns),
    calls: inOrder(notes.calls),
    unknown: inOrder(notes.unknown),
    tables: notes.tables,
    valueAt: (span) => values.get(keyOf(span)),
    scopeAt: (span) => scopes.get(keyOf(span)),
  };
}
