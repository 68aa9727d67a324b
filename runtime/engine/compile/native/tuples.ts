// Paths whose items carry variables: `@$x`, `#$i`, `%`. Imports compiler, filter, steps and sort.
import type { Node } from './ast.ts';
import type { Compiler } from './compiler.ts';
import { type Filter, filterCode } from './filter.ts';
import type { Code, Env } from './function-values.ts';
import { checkLength, tick } from './guard.ts';
import { type Scope, tupleScope } from './scope.ts';
import { emptySequence, type Marked } from './sequence.ts';
import { type Sorter, sortCode } from './sort.ts';
import { beginning, compileStep, runStep, type Step } from './steps.ts';
import { refuse } from './values.ts';

/** One item with its variables; the item itself is under `@`. */
type Tuple = Record<string, unknown>;

/** A predicate, or the variable that takes the position. */
type TupleStage = { readonly filter: Filter } | { readonly index: string };

interface TupleStep {
  readonly node: Node;
  readonly code: Code | undefined;
  readonly sortItems: Sorter | undefined;
  readonly sortTuples: Sorter | undefined;
  readonly stages: readonly TupleStage[];
}

interface Options {
  readonly compiler: Compiler;
  readonly names: ReadonlySet<string>;
}

function compileTupleStep(node: Node, scope: Scope, { compiler, names }: Options): TupleStep {
  const inner = tupleScope(scope, names);
  const sorts = node.type === 'sort';
  return {
    node,
    code: sorts ? undefined : compiler.code(node, inner),
    sortItems: sorts ? sortCode(node.terms ?? [], scope, compiler, false) : undefined,
    sortTuples: sorts ? sortCode(node.terms ?? [], inner, compiler, true) : undefined,
    stages: (node.stages ?? []).map((stage) =>
      stage.expr === undefined
        ? { index: stage.value as string }
        : { filter: filterCode(stage.expr, scope, { compiler, names }) },
    ),
  };
}

function newStream(): Marked {
  const stream = emptySequence();
  stream.tupleStream = true;
  return stream;
}

function runStages(stages: readonly TupleStage[], stream: Marked, env: Env): Marked {
  let result = stream;
  for (const stage of stages) {
    if ('filter' in stage) {
      result = stage.filter(result, env) as Marked;
    } else {
      for (let index = 0; index < result.length; index += 1) (result[index] as Tuple)[stage.index] = index;
    }
  }
  return result;
}

/** An order-by within the stream, or one that begins it. */
function sortStep(step: TupleStep, items: Marked, tuples: Marked | undefined, env: Env): Marked {
  if (tuples !== undefined) {
    // A stream that an earlier order-by has sorted is a plain array: its tuples are then items like any other.
    const sorter = (tuples.tupleStream ? step.sortTuples : step.sortItems) as Sorter;
    return runStages(step.stages, sorter(tuples, env), env);
  }
  const sorted = (step.sortItems as Sorter)(items, env);
  const stream = newStream();
  for (let index = 0; index < sorted.length; index += 1) {
    const tuple: Tuple = Object.create(null);
    tuple['@'] = sorted[index];
    if (step.node.index !== undefined) tuple[step.node.index] = index;
    stream.push(tuple);
  }
  return runStages(step.stages, stream, env);
}

/** Adds the tuples that one tuple becomes. */
function extend(stream: Marked, step: TupleStep, tuple: Tuple, found: unknown): void {
  const { focus, index, ancestor } = step.node;
  const values: Marked = Array.isArray(found) ? (found as Marked) : [found];
  for (let position = 0; position < values.length; position += 1) {
    const next: Tuple = copyOf(tuple);
    if (values.tupleStream) {
      Object.assign(next, values[position]);
    } else {
      if (focus === undefined) next['@'] = values[position];
      else next[focus] = values[position];
      if (index !== undefined) next[index] = position;
      if (ancestor !== undefined) next[ancestor.label] = tuple['@'];
    }
    stream.push(next);
  }
}

function copyOf(tuple: Tuple): Tuple {
  const copy: Tuple = { '@': tuple['@'] };
  for (const name in tuple) if (name !== '@') copy[name] = tuple[name];
  return copy;
}

function tupleAt(items: Marked, tuples: Marked | undefined, position: number): Tuple {
  return (tuples === undefined ? { '@': items[position] } : tuples[position]) as Tuple;
}

function runTupleStep(step: TupleStep, items: Marked, tuples: Marked | undefined, env: Env): Marked {
  if (step.code === undefined) return sortStep(step, items, tuples, env);
  if (!Array.isArray(items)) refuse('an array constructor with a predicate gave no array');
  const stream = newStream();
  const { length } = tuples ?? items;
  tick(length);
  for (let position = 0; position < length; position += 1) {
    const tuple = tupleAt(items, tuples, position);
    const found = step.code(tuple['@'], [env, tuple]);
    if (found !== undefined) extend(stream, step, tuple, found);
  }
  checkLength(stream.length);
  return runStages(step.stages, stream, env);
}

/** The last step of a path of which only the items are asked for: it needs no tuples of its own. */
function endTuples(code: Code, tuples: Marked, env: Env): Marked {
  const values = emptySequence();
  const { length } = tuples;
  tick(length);
  for (let position = 0; position < length; position += 1) {
    const tuple = tuples[position] as Tuple;
    const found = code(tuple['@'], [env, tuple]);
    if (found === undefined) continue;
    if (!Array.isArray(found)) values.push(found);
    else if ((found as Marked).tupleStream) for (const each of found) values.push((each as Tuple)['@'] ?? tuple['@']);
    else for (const each of found) values.push(each);
  }
  checkLength(values.length);
  return values;
}

/** The code of a last step that binds nothing and has no stages. */
function endOfStream({ node, code, stages }: TupleStep): Code | undefined {
  const binds = node.focus !== undefined || node.index !== undefined || node.ancestor !== undefined;
  return binds || stages.length > 0 ? undefined : code;
}

type Items = (input: unknown, env: Env) => Marked;

/**
 * Compiles such a path.
 *
 * @returns `items`, which a path gives when it is read, and `grouped`, what its grouping takes: the tuples
 */
export function streamCode(node: Node, scope: Scope, options: Options): { items: Items; grouped: Items } {
  const { compiler } = options;
  const nodes = node.steps ?? [];
  const begins = nodes.findIndex((step) => step.tuple === true);
  const plain: readonly Step[] = nodes.slice(0, begins).map((step) => compileStep(step, scope, compiler));
  const tupled = nodes.slice(begins).map((step) => compileTupleStep(step, scope, options));
  const absolute = nodes[0]?.type === 'variable';
  const head = nodes[0]?.consarray === true ? compiler.code(nodes[0], scope) : undefined;
  const run = (input: unknown, env: Env, count: number): { items: Marked; tuples: Marked | undefined } => {
    let items = beginning(input, absolute);
    for (let index = 0; index < plain.length; index += 1) {
      items =
        index === 0 && head !== undefined
          ? (head(items, env) as Marked)
          : runStep(plain[index] as Step, items, env, false);
      if (items === undefined || items.length === 0) return { items, tuples: undefined };
    }
    let tuples: Marked | undefined;
    for (let index = 0; index < count; index += 1) {
      if (begins === 0 && index === 0 && head !== undefined) items = head(items, env) as Marked;
      else tuples = runTupleStep(tupled[index] as TupleStep, items, tuples, env);
    }
    return { items, tuples: tuples ?? refuse('a path of one array constructor carries no variables') };
  };
  const end = tupled.length > 1 && node.tuple !== true ? endOfStream(tupled.at(-1) as TupleStep) : undefined;
  return {
    items: (input, env) => {
      if (end !== undefined) {
        const { items, tuples } = run(input, env, tupled.length - 1);
        return tuples === undefined ? items : endTuples(end, tuples, env);
      }
      const { items, tuples } = run(input, env, tupled.length);
      if (tuples === undefined) return items;
      if (node.tuple === true) return tuples;
      const values = emptySequence();
      for (const tuple of tuples) values.push((tuple as Tuple)['@']);
      return values;
    },
    grouped: (input, env) => {
      const { items, tuples } = run(input, env, tupled.length);
      return tuples ?? items;
    },
  };
}
