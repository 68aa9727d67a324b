// The fuzz target for rules: compiled rules against unmodified json-rules-engine, rule by rule, condition by condition, error by error.

import { isDeepStrictEqual } from 'node:util';
import { Engine } from 'json-rules-engine';
import { seeded } from './random.mjs';
import { FOREIGN, facts, ruleset } from './rules-grammar.mjs';

const FACTS_A_CASE = 8;

const clone = (value) => JSON.parse(JSON.stringify(value));

/** What the reference tells of a condition, in the words of our explanations. */
function toldByReference(condition) {
  const kind = ['all', 'any', 'not'].find((name) => Object.hasOwn(condition, name));
  if (kind !== undefined) return { result: condition.result, members: [condition[kind]].flat().map(toldByReference) };
  if (Object.hasOwn(condition, 'condition')) return { result: condition.result };
  return { result: condition.result, seen: condition.factResult, value: condition.valueResult };
}

/** Our account in the shape of the reference's: a reference is replaced by what it names, once it was evaluated. */
function toldByUs(condition) {
  switch (condition.kind) {
    case 'reference':
      return condition.result === undefined ? { result: undefined } : toldByUs(condition.member);
    case 'compare':
      if (condition.result === undefined && condition.error === undefined && condition.seen === undefined) {
        return { result: undefined, seen: undefined, value: undefined };
      }
      return { result: condition.result, seen: condition.seen, value: condition.value };
    default:
      return { result: condition.result, members: condition.members.map(toldByUs) };
  }
}

/** The root's own result stands at the rule, not at the condition. */
const membersOf = (told) => told.members;

/**
 * @param engine  `{ compileNativeRules, registerOperators }` of the build under test
 */
export function rulesTarget({ compileNativeRules, registerOperators }) {
  function reference({ rules, conditions, strict }) {
    const engine = new Engine([], { allowUndefinedFacts: !strict });
    registerOperators(engine);
    for (const [name, test] of Object.entries(FOREIGN)) engine.addOperator(name, test);
    for (const [name, condition] of Object.entries(clone(conditions))) engine.setCondition(name, condition);
    for (const rule of clone(rules)) engine.addRule(rule);
    return engine;
  }

  /** Facts that depend on their parameters are functions to the reference. */
  const factOf = (given, name, params) => {
    if (!Object.hasOwn(given, name)) return undefined;
    return name === 'h' && params?.n !== undefined ? [given.h, params.n, params.m ?? null] : given[name];
  };

  async function compare({ native, engine, ruleset: { rules } }, given) {
    const asked = new Set();
    let repeated = false;
    const source = (name, params) => {
      const key = `${name} ${params?.n} ${params?.m}`;
      repeated ||= asked.has(key);
      asked.add(key);
      return factOf(given, name, params);
    };
    const before = JSON.stringify(given);
    let fired;
    let thrown;
    try {
      fired = native.fire(source).map(({ name }) => name);
    } catch (error) {
      thrown = error;
    }
    if (repeated) return { kind: 'different', detail: 'a fact was looked up twice in one run' };
    const explained = native.explain((name, params) => factOf(given, name, params));
    if (JSON.stringify(given) !== before) return { kind: 'different', detail: 'the facts were changed' };
    const asFacts = { ...given, ...(Object.hasOwn(given, 'h') ? { h: (params) => factOf(given, 'h', params) } : {}) };
    let outcome;
    try {
      outcome = await engine.run(asFacts);
    } catch (error) {
      if (thrown === undefined)
        return { kind: 'different', detail: `compiled ${fired}, reference throws ${error.message}` };
      if (explained.error === undefined)
        return { kind: 'different', detail: 'the explanation does not tell of the error' };
      return { kind: 'failed' };
    }
    if (thrown !== undefined)
      return { kind: 'different', detail: `compiled throws ${thrown.stack}, reference does not` };
    if (explained.error !== undefined)
      return { kind: 'different', detail: `only the explanation fails: ${explained.error}` };
    const order = new Map(rules.map((rule, index) => [rule.name, index]));
    const inOrder = (results) =>
      results
        .toSorted((a, b) => b.priority - a.priority || order.get(a.name) - order.get(b.name))
        .map(({ name }) => name);
    const wanted = inOrder(outcome.results);
    if (!isDeepStrictEqual(fired, wanted))
      return { kind: 'different', detail: `compiled ${fired}, reference ${wanted}` };
    const explainedFired = explained.rules.filter((rule) => rule.fired).map(({ rule }) => rule.name);
    if (!isDeepStrictEqual(explainedFired, wanted)) {
      return { kind: 'different', detail: `explained ${explainedFired}, reference ${wanted}` };
    }
    const results = new Map([...outcome.results, ...outcome.failureResults].map((result) => [result.name, result]));
    for (const { rule, conditions, stoppedBy, fired: holds } of explained.rules) {
      const theirs = toldByReference(results.get(rule.name).conditions);
      let ours = toldByUs(conditions);
      // A rule that is one reference: the reference keeps its result at the condition as well.
      if (conditions.kind === 'reference') ours = toldByUs(conditions.member);
      if (!isDeepStrictEqual(membersOf(ours), membersOf(theirs))) {
        return {
          kind: 'different',
          detail: `${rule.name}: explained ${JSON.stringify(ours)}, reference ${JSON.stringify(theirs)}`,
        };
      }
      if (holds !== (stoppedBy === undefined)) return { kind: 'different', detail: `${rule.name}: stopped or fired?` };
    }
    return { kind: 'same', detail: fired.length > 0 ? 'something fired' : 'nothing fired' };
  }

  return {
    name: 'rules',
    make(seed) {
      const random = seeded(seed);
      return { ruleset: ruleset(random), facts: Array.from({ length: FACTS_A_CASE }, () => facts(random)) };
    },
    async run(one) {
      const { rules, conditions, strict } = one.ruleset;
      const native = compileNativeRules(clone(rules), {
        conditions: clone(conditions),
        unknownIsError: strict,
        operators: FOREIGN,
      });
      if ('reasons' in native) return [{ kind: 'left', detail: native.reasons[0].code }];
      const outcomes = [];
      // A run that fails goes on in the background and would end the next run of the same engine early.
      let engine = reference(one.ruleset);
      for (const given of one.facts) {
        const outcome = await compare({ native, engine, ruleset: one.ruleset }, given);
        outcomes.push(outcome);
        if (outcome.kind !== 'same') engine = reference(one.ruleset);
      }
      return outcomes;
    },
    async shrink(one, differs) {
      let small = one;
      for (let shrunk = true; shrunk; ) {
        shrunk = false;
        for (const candidate of candidates(small)) {
          const outcome = await differs(candidate).catch(() => undefined);
          if (outcome === undefined) continue;
          small = candidate;
          shrunk = true;
          break;
        }
      }
      return small;
    },
    show: (one, outcome, seed) =>
      [
        `rules, seed ${seed}: ${outcome?.detail ?? 'different'}`,
        `  ruleset: ${JSON.stringify(one.ruleset)}`,
        `  facts:   ${JSON.stringify(one.facts)}`,
      ].join('\n'),
  };
}

/** Smaller cases: one set of facts, fewer rules, members of lists left out, members put in place of their group. */
function* candidates({ ruleset: set, facts: given }) {
  if (given.length > 1) for (const one of given) yield { ruleset: set, facts: [one] };
  for (const index of set.rules.keys()) {
    if (set.rules.length > 1) yield { ruleset: { ...set, rules: set.rules.toSpliced(index, 1) }, facts: given };
  }
  for (const rules of smaller(set.rules)) {
    if (rules.length > 0 && rules.every(isRule)) yield { ruleset: { ...set, rules }, facts: given };
  }
  for (const conditions of smaller(set.conditions)) {
    if (Object.values(conditions).every((one) => isGroup(one))) yield { ruleset: { ...set, conditions }, facts: given };
  }
  for (const facts of smaller(given)) if (facts.length > 0) yield { ruleset: set, facts };
}

const isGroup = (condition) => ['all', 'any', 'not', 'condition'].some((kind) => Object.hasOwn(condition ?? {}, kind));
const isRule = (rule) => typeof rule?.name === 'string' && rule.event?.type !== undefined && isGroup(rule.conditions);

/** Every value that is one step smaller somewhere. */
function* smaller(value) {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const without = Array.isArray(value) ? value.toSpliced(Number(key), 1) : { ...value };
    if (!Array.isArray(value)) delete without[key];
    yield without;
    for (const member of smaller(value[key])) {
      if (Array.isArray(value)) yield value.toSpliced(Number(key), 1, member);
      else yield { ...value, [key]: member };
    }
  }
}
