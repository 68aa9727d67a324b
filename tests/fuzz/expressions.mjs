// The fuzz target for expressions: compiled programs against unmodified jsonata, value by value and error by error.
import jsonata from 'jsonata';
import { input, print, program } from './grammar.mjs';
import { seeded } from './random.mjs';

const INPUTS = 12;
/** Programs take their messages out of so many: to think of new ones took longer than to run them. */
const MESSAGES = 1 << 15;

/** Registering the library takes longer than most programs: only those that call it get it. */
const CALLS_LIBRARY = /\$(?:compact|decimalAdd)\b/;

/** Plain data with what JSON would hide: functions, infinite numbers, negative zero; keys in their order. */
function canonical(value) {
  return JSON.stringify(value, (_key, member) => {
    if (typeof member === 'function' || member?._jsonata_lambda || member?._jsonata_function) return '\u0000function';
    if (typeof member === 'number' && !Number.isFinite(member)) return `\u0000${member}`;
    return member;
  });
}

const isPlain = (value) =>
  typeof value === 'object' && value !== null && !value._jsonata_lambda && !value._jsonata_function;

/** Whether two values are surely the same to `canonical`, found without making texts of them. */
function agree(one, other, depth = 0) {
  if (one === other) return true;
  if (!isPlain(one) || !isPlain(other) || depth > 40) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  const others = Object.keys(other);
  if (names.length !== others.length || (Array.isArray(one) && one.length !== other.length)) return false;
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index];
    if (name !== others[index] || !agree(one[name], other[name], depth + 1)) return false;
  }
  return true;
}

const messages = [];

/** The text of one message of the many; undefined is one of them. */
function message(number) {
  if (!(number in messages)) messages[number] = JSON.stringify(input(seeded(number), 2 + (number % 2)));
  return messages[number];
}

/** A program left of `?:` or `??` loses its regular expressions and then never ends; the product refuses it at publish. */
function losesRegex(node, seen = new Set()) {
  if (typeof node !== 'object' || node === null || seen.has(node)) return false;
  seen.add(node);
  if (node.type === 'regex' && !(node.value instanceof RegExp)) return true;
  return Object.values(node).some((child) => losesRegex(child, seen));
}

/**
 * @param engine  `{ compileProgram, registerFunctions }` of the build under test
 */
export function expressionTarget({ compileProgram, registerFunctions }) {
  const parse = (text) => {
    try {
      const expression = jsonata(text, { timeout: 2_000 });
      return losesRegex(expression.ast()) ? undefined : expression;
    } catch {
      return undefined;
    }
  };

  async function compare(compiled, reference, text) {
    const given = text === undefined ? undefined : JSON.parse(text);
    const outcome = compiled.evaluateNative(given, {});
    if (text !== undefined && JSON.stringify(given) !== text) {
      return { kind: 'different', detail: 'compiled code changed its input' };
    }
    if (outcome.kind === 'left') return { kind: 'left', detail: outcome.reason };
    if (outcome.kind === 'limit') return { kind: 'limit', detail: outcome.error.code };
    const other = text === undefined ? undefined : JSON.parse(text);
    let expected;
    try {
      expected = { value: await reference.evaluate(other) };
    } catch (error) {
      if (error?.code === 'D1012') return { kind: 'limit', detail: 'the reference took too long' };
      if (outcome.kind === 'thrown') return { kind: 'failed' };
      if (outcome.emptyGrouping) return { kind: 'deliberate', detail: 'a grouping over an empty array' };
      return {
        kind: 'different',
        detail: `compiled ${canonical(outcome.value)}, reference throws ${error?.code ?? error}`,
      };
    }
    if (outcome.kind === 'value' && agree(outcome.value, expected.value)) return { kind: 'same' };
    const changed = text !== undefined && canonical(other) !== text;
    let found;
    let wanted;
    try {
      found =
        outcome.kind === 'value' ? canonical(outcome.value) : `throws ${outcome.error?.code ?? outcome.error?.stack}`;
      wanted = canonical(expected.value);
    } catch {
      return { kind: 'left', detail: 'a result that holds itself' };
    }
    if (outcome.kind === 'value' && found === wanted) return { kind: 'same' };
    if (outcome.emptyGrouping) return { kind: 'deliberate', detail: 'a grouping over an empty array' };
    if (changed) return { kind: 'deliberate', detail: 'the reference changed its input' };
    return { kind: 'different', detail: `compiled ${found}, reference ${wanted}` };
  }

  const target = {
    name: 'expressions',
    make(seed) {
      const random = seeded(seed);
      const tree = program(random);
      if (parse(print(tree)) === undefined) return undefined;
      return { tree, inputs: Array.from({ length: INPUTS }, () => message(random.below(MESSAGES))) };
    },
    async run({ tree, inputs }) {
      const text = print(tree);
      const reference = parse(text);
      if (reference === undefined) return [];
      if (CALLS_LIBRARY.test(text)) registerFunctions(reference);
      let compiled;
      try {
        compiled = compileProgram(text, { file: 'fuzz.jsonata' });
      } catch (error) {
        return [{ kind: 'different', detail: `compileProgram throws ${error.message}` }];
      }
      if (compiled.tier !== 'native') {
        const detail = compiled.fallbackReasons[0]?.code;
        return inputs.map(() => ({ kind: 'left', detail }));
      }
      const outcomes = [];
      for (const one of inputs) outcomes.push(await compare(compiled, reference, one));
      return outcomes;
    },
    shrink,
    show({ tree, inputs }, outcome, seed) {
      const call = inputs.map((one) => `.evaluate(${one ?? 'undefined'})`).join(' or ');
      return `seed ${seed}\n  ${outcome?.detail}\n  await jsonata(${JSON.stringify(print(tree))})${call}`;
    },
  };
  return target;
}

/** Every tree that is this one with one part replaced by something smaller. */
function* smallerTrees(tree) {
  yield* tree.parts.filter((part) => part.text.length > 0);
  for (const simple of ['a', '1', '$']) if (print(tree).length > simple.length) yield { text: [simple], parts: [] };
  for (let index = 0; index < tree.parts.length; index += 1) {
    for (const smaller of smallerTrees(tree.parts[index])) {
      yield { text: tree.text, parts: tree.parts.with(index, smaller) };
    }
  }
  // One member of a list less.
  if (tree.parts.length > 1 && tree.text[0] === '') {
    for (let index = 0; index < tree.parts.length; index += 1) {
      yield { text: tree.text.toSpliced(1, 1), parts: tree.parts.toSpliced(index, 1) };
    }
  }
}

function* smallerValues(value) {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) yield value.toSpliced(index, 1);
  } else {
    for (const key of Object.keys(value))
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  }
  for (const [key, member] of Object.entries(value)) {
    for (const smaller of [1, 'a', ...smallerValues(member)]) {
      if (smaller === member || (typeof member !== 'object' && typeof smaller !== 'object')) continue;
      yield Array.isArray(value) ? value.with(Number(key), smaller) : { ...value, [key]: smaller };
    }
  }
}

/** The smallest case found that still differs, by going down as long as something smaller does. */
async function shrink(one, differs) {
  let best = one;
  for (const single of one.inputs) {
    if (await differs({ ...one, inputs: [single] })) {
      best = { ...one, inputs: [single] };
      break;
    }
  }
  let tries = 2_000;
  for (let found = true; found && tries > 0; ) {
    found = false;
    for (const tree of smallerTrees(best.tree)) {
      tries -= 1;
      if (tries < 0) break;
      if (print(tree).length < print(best.tree).length && (await differs({ ...best, tree }))) {
        best = { ...best, tree };
        found = true;
        break;
      }
    }
    if (found || best.inputs[0] === undefined) continue;
    for (const smaller of smallerValues(JSON.parse(best.inputs[0]))) {
      tries -= 1;
      if (tries < 0) break;
      const inputs = [JSON.stringify(smaller)];
      if (inputs[0].length < best.inputs[0].length && (await differs({ ...best, inputs }))) {
        best = { ...best, inputs };
        found = true;
        break;
      }
    }
  }
  return best;
}
