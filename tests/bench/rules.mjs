// Compiled rules beside json-rules-engine 7.3.1: which fire, and every condition explained.
import { Engine } from 'json-rules-engine';
import { tableLines } from './rounds.mjs';
import { CONDITIONS, RULES, ruleOrder } from './rule-workload.mjs';

const ORDERS = 24;
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Processor time of one call in microseconds: a machine that does other things as well slows the clock, not this. */
async function cost(run, calls) {
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) await run(call);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** Medians of interleaved rounds. @param cases `{ run(call), calls }`; `calls` make one round long enough to measure */
async function compare(cases, rounds = 15) {
  const times = cases.map(() => []);
  for (const { run, calls } of cases) await cost(run, calls);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { run, calls }] of cases.entries()) times[index].push(await cost(run, calls));
  }
  return times.map(median);
}

function reference(registerOperators) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  registerOperators(engine);
  for (const [name, condition] of Object.entries(structuredClone(CONDITIONS))) engine.setCondition(name, condition);
  for (const rule of structuredClone(RULES)) engine.addRule(rule);
  return engine;
}

export async function benchRules({ compileNativeRules, registerOperators, out }) {
  const native = compileNativeRules(RULES, { conditions: CONDITIONS });
  if ('reasons' in native) throw new Error('the rules of the benchmark do not compile');
  const engine = reference(registerOperators);
  const rows = [];
  for (const lines of [5, 100]) {
    const orders = Array.from({ length: ORDERS }, (_unused, index) => ruleOrder(lines, index));
    const sources = orders.map((order) => (name) => order[name]);
    for (const [index, order] of orders.entries()) {
      const theirs = (await engine.run(order)).results.map(({ name }) => name).sort();
      const ours = native.fire(sources[index]).map(({ name }) => name);
      if (ours.sort().join() !== theirs.join()) throw new Error(`order ${index}: ${ours} instead of ${theirs}`);
    }
    const [slow, fired, explained] = await compare([
      { run: (call) => engine.run(orders[call % ORDERS]), calls: ORDERS * 4 },
      { run: (call) => native.fire(sources[call % ORDERS]), calls: ORDERS * 400 },
      { run: (call) => native.explain(sources[call % ORDERS]), calls: ORDERS * 200 },
    ]);
    const times = (value) => `${(slow / value).toFixed(1)}x`;
    rows.push([
      `${lines} lines`,
      slow.toFixed(0),
      fired.toFixed(1),
      times(fired),
      explained.toFixed(1),
      times(explained),
    ]);
  }
  out('\nTwenty rules: json-rules-engine, compiled, and compiled with every condition explained (processor time)\n');
  for (const line of tableLines(['order', 'reference µs', 'fire µs', '', 'explain µs', ''], rows)) out(line);
}
