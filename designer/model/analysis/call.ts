// What calls give, before the program runs: own functions are read with their arguments, JSONata's and the library's by what they hand on.
// Pure; may import its neighbours and ../language/.
import type { CallNode, Node, Span } from '../../../runtime/engine/syntax/tree.ts';
import { KNOWN_FUNCTIONS } from '../language/functions.ts';
import { ANY, FUNCTION, OBJECT } from '../language/kinds.ts';
import type { Notebook } from './record.ts';
import { type Scope, variableIn } from './scope.ts';
import { asMany, either, memberOf, ofKinds, UNKNOWN, type Value } from './value.ts';

/** Functions that give back what they get, or members of it. */
const HANDING_ON = new Set(['distinct', 'reverse', 'shuffle', 'compact', 'without', 'filter', 'sort', 'sift', 'clone']);
const ASKING = new Set(['exists', 'not', 'boolean', 'type', 'count']);

/** What reads the program around a call. */
export interface Reader {
  readonly notes: Notebook;
  evaluate(node: Node, scope: Scope): Value;
  /** Reads a part that only asks whether something is there. */
  asking(node: Node, scope: Scope): Value;
  apply(lambda: NonNullable<Value['lambda']>, args: readonly Value[]): Value;
  /** Notes what a part gives that was not read by itself. */
  note(span: Span, value: Value, scope: Scope): void;
}

interface Argument extends Span {
  readonly node?: Node;
  readonly value: Value;
}

export interface CallPlace {
  readonly scope: Scope;
  /** What `~>` hands over as the first argument. */
  readonly first?: { readonly value: Value; readonly span: Span };
}

export function callResult(reader: Reader, node: CallNode, { scope, first }: CallPlace): Value {
  const { callee } = node;
  const name = callee.kind === 'variable' ? callee.name : '';
  const bound = variableIn(scope, name);
  const isAsking = bound === undefined && ASKING.has(name);
  const given = node.arguments.map((argument): Argument => {
    const value = isAsking ? reader.asking(argument, scope) : reader.evaluate(argument, scope);
    return { start: argument.start, end: argument.end, node: argument, value };
  });
  const args = first === undefined ? given : [{ ...first.span, value: first.value }, ...given];
  reader.note(callee, bound ?? ofKinds(FUNCTION), scope);
  if (node.arguments.some(({ kind }) => kind === 'placeholder')) return ofKinds(FUNCTION);
  if (bound?.lambda !== undefined)
    return reader.apply(
      bound.lambda,
      args.map(({ value }) => value),
    );
  if (bound !== undefined) return UNKNOWN;
  const known = KNOWN_FUNCTIONS.get(name);
  if (known === undefined) {
    reader.notes.unknownName({ start: callee.start, end: callee.end, name, isCalled: true, scope });
    for (const { value } of args) if (value.lambda !== undefined) reader.apply(value.lambda, []);
    return UNKNOWN;
  }
  reader.notes.call({
    start: node.start,
    end: node.end,
    name,
    nameSpan: callee,
    args: args.map(({ start, end, value }) => ({ start, end, value })),
    isWhole: true,
  });
  return knownResult(reader, { name, node, args }) ?? ofKinds(known.signature.returns, known.signature.returnsList);
}

function knownResult(
  reader: Reader,
  { name, node, args }: { name: string; node: CallNode; args: readonly Argument[] },
): Value | undefined {
  const [one, two, three] = args;
  switch (name) {
    case 'translate':
    case 'knows':
      return lookup(reader, { name, node, args });
    case 'lookup':
      return one?.value.table?.is === 'table'
        ? { ...ofKinds(OBJECT), table: { is: 'row', name: one.value.table.name } }
        : undefined;
    case 'append':
      return one !== undefined && two !== undefined ? asMany(either(one.value, two.value)) : one?.value;
    case 'merge':
      return one === undefined ? undefined : memberOf(one.value);
    case 'single':
      return one === undefined ? undefined : memberOf(withFunction(reader, one.value, two?.value));
    case 'map':
    case 'each': {
      const member = name === 'map' && one !== undefined ? memberOf(one.value) : UNKNOWN;
      const result = two?.value.lambda === undefined ? undefined : reader.apply(two.value.lambda, [member]);
      return asMany(result ?? UNKNOWN);
    }
    case 'reduce': {
      const member = one === undefined ? UNKNOWN : memberOf(one.value);
      const start = three?.value ?? member;
      return two?.value.lambda === undefined ? UNKNOWN : reader.apply(two.value.lambda, [start, member]);
    }
    default:
      if (!HANDING_ON.has(name) || one === undefined) {
        for (const { value } of args) if (value.lambda !== undefined) reader.apply(value.lambda, []);
        return undefined;
      }
      return withFunction(reader, one.value, two?.value);
  }
}

/** A list whose members a function judges. */
function withFunction(reader: Reader, list: Value, judge: Value | undefined): Value {
  if (judge?.lambda !== undefined) reader.apply(judge.lambda, [memberOf(list), memberOf(list)]);
  return list;
}

function lookup(
  reader: Reader,
  { name, node, args }: { name: string; node: CallNode; args: readonly Argument[] },
): Value | undefined {
  const [tables, table, key] = args;
  const [word] = table?.value.words ?? [];
  const isNamed =
    tables?.value.table?.is === 'all' && table?.value.words?.length === 1 && table.value.paths.length === 0;
  if (!isNamed || word === undefined || key === undefined) return undefined;
  reader.notes.lookup({
    start: node.start,
    end: node.end,
    table: word,
    tableSpan: { start: (table as Argument).start, end: (table as Argument).end },
    key: key.value,
    keySpan: { start: key.start, end: key.end },
    mustHaveRow: name === 'translate',
  });
  return name === 'knows' ? undefined : { ...ofKinds(ANY & OBJECT), table: { is: 'row', name: word } };
}
