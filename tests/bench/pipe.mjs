// The whole way of a message in one thread, beside the same way on the reference libraries: decode, schema, map, schema, rules, encode.
import { isDeepStrictEqual } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { Engine } from 'json-rules-engine';
import jsonata from 'jsonata';
import { MAPPING, makeOrder } from './orders.mjs';
import { tableLines } from './rounds.mjs';
import { CONDITIONS, RULES } from './rule-workload.mjs';

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Processor time of one call in microseconds: a machine that does other things as well slows the clock, not this. */
async function cost(run, calls) {
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** Runs for so long that the optimiser has had its time: a sidecar is warm nearly always. */
async function warm(run, warmMs) {
  for (const end = performance.now() + warmMs; performance.now() < end; ) await cost(run, 10);
}

/** The median cost of either over interleaved rounds, each behind a few calls that bear the garbage of the other. */
async function compare(reference, compiled, { rounds = 15, warmMs = 5_000 } = {}) {
  await warm(reference, warmMs);
  await warm(compiled, warmMs);
  const times = { reference: [], compiled: [] };
  for (let round = 0; round < rounds; round += 1) {
    await cost(reference, 2);
    times.reference.push(await cost(reference, 10));
    await cost(compiled, 40);
    times.compiled.push(await cost(compiled, 100));
  }
  return [median(times.reference), median(times.compiled)];
}

const decoder = new TextDecoder();

/** Ajv as its manual shows it. */
function ajvWith(schemas) {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  for (const schema of schemas) ajv.addSchema(schema);
  return ajv;
}

function mustFit(validate, value) {
  if (!validate(value)) throw new Error(`the sample does not fit: ${JSON.stringify(validate.errors)}`);
}

function engineOf({ rules, conditions }, registerOperators) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  registerOperators(engine);
  for (const [name, condition] of Object.entries(structuredClone(conditions))) engine.setCondition(name, condition);
  for (const rule of structuredClone(rules)) engine.addRule(rule);
  return engine;
}

/** The sample workspace through the product, and its files through the unmodified libraries with the documented functions, operators and facts. */
function samplePipe({ workspace, sample, modules }) {
  const { createEngine, runMessage, registerFunctions, registerOperators, tableBindings } = modules;
  const { factNamesOf, factsFor, fillTemplate, COMMON_SCHEMA, DOCUMENT_SCHEMAS } = modules;
  const name = 'shopify-order';
  const order = JSON.parse(sample.replace(/("(?:id|order_id)"\s*:\s*)(\d{16,})/g, '$1"$2"'));
  const lines = Array.from({ length: 5 }, (_unused, index) => ({
    ...order.line_items[index % order.line_items.length],
    id: 1_000 + index,
  }));
  const bytes = new TextEncoder().encode(JSON.stringify({ ...order, line_items: lines }));
  const engine = createEngine(workspace);
  const compiled = async () => {
    const texts = [];
    for (const message of engine.decode(name, bytes).messages) {
      const { error, documents, decisions } = await runMessage(engine, name, { message });
      if (error !== undefined) throw new Error(error.message);
      texts.push(JSON.stringify({ documents, decisions }));
    }
    return texts.join('\n');
  };

  const mapping = workspace.mappings.get(name);
  const ajv = ajvWith([COMMON_SCHEMA]);
  const fitsSource = mapping.schema === undefined ? () => true : ajv.compile(mapping.schema);
  const fitsOrder = ajv.compile(DOCUMENT_SCHEMAS.order);
  const program = jsonata(mapping.program);
  registerFunctions(program);
  const bindings = { tables: tableBindings(workspace.tables) };
  const context = { sourceClass: mapping.manifest.from.class };
  const gates = ['intake', ...engine.gates.of('order')];
  const rulesets = gates.flatMap((gate) =>
    [...workspace.rulesets.values()]
      .filter(({ manifest }) => manifest.gate === gate && manifest.document === 'order')
      .map((ruleset) => ({
        ruleset,
        facts: factNamesOf(ruleset),
        rules: engineOf({ rules: ruleset.rules, conditions: ruleset.manifest.conditions ?? {} }, registerOperators),
        places: new Map(ruleset.rules.map((rule, index) => [rule.name, index])),
      })),
  );
  const decide = async ({ ruleset, facts, rules, places }, subject, path) => {
    const known = factsFor(subject, facts);
    const { results } = await rules.run(known);
    // By priority, then by the order of the file: the reference leaves that to promise timing.
    results.sort((a, b) => b.priority - a.priority || places.get(a.name) - places.get(b.name));
    return results.map(({ name: rule, event }) => {
      const { severity, owner, message, path: at, help, waits } = event.params;
      const fill = (text) => fillTemplate(text, (fact) => known[fact], 'order');
      return {
        rule,
        ruleset: ruleset.name,
        gate: ruleset.manifest.gate,
        severity,
        owner,
        message: fill(message),
        path: `${path}${at}`,
        ...(help === undefined ? {} : { help: fill(help) }),
        ...(waits === true ? { waits } : {}),
      };
    });
  };
  const reference = async () => {
    const message = JSON.parse(decoder.decode(bytes));
    mustFit(fitsSource, message);
    const document = await program.evaluate(message, bindings);
    mustFit(fitsOrder, document);
    const decisions = [];
    for (const one of rulesets) {
      if (one.ruleset.manifest.scope === undefined) decisions.push(...(await decide(one, { document, context }, '')));
      else
        for (const [lineIndex, line] of document.lines.entries())
          decisions.push(...(await decide(one, { document, line, lineIndex, context }, `/lines/${lineIndex}`)));
    }
    return JSON.stringify({ documents: [document], decisions });
  };
  const count = rulesets.reduce((sum, { ruleset }) => sum + ruleset.rules.length, 0);
  return { name: `sample workspace, ${count} rules at ${gates.length} gates`, reference, compiled };
}

/** A schema that says of every member what it is: what one gets from a sample. */
function schemaOf(value) {
  if (value === null) return { type: ['null', 'string'] };
  if (Array.isArray(value)) return { type: 'array', items: value.length === 0 ? {} : schemaOf(value[0]) };
  if (typeof value !== 'object') return { type: [typeof value, 'null'] };
  const properties = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, schemaOf(member)]));
  return { type: 'object', required: Object.keys(value), properties };
}

/** The mapping and the twenty rules of the other tables, put together to one pipe. */
async function fixedPipe({ modules }) {
  const { json, compileSchema, compileProgram, plainJson, compileNativeRules, registerOperators } = modules;
  const order = makeOrder(5, 42);
  const source = schemaOf(order);
  source.properties.line_items.items = {
    type: 'object',
    required: ['sku', 'quantity', 'price'],
    properties: { sku: { type: 'string' }, quantity: { type: 'integer', minimum: 1 }, price: { type: 'string' } },
  };
  const bytes = new TextEncoder().encode(JSON.stringify(order));
  const program = jsonata(MAPPING);
  const target = {
    type: 'object',
    required: ['schemaVersion', 'number', 'lines', 'totals'],
    properties: {
      ...schemaOf(JSON.parse(JSON.stringify(await program.evaluate(order)))).properties,
      lines: {
        type: 'array',
        items: {
          type: 'object',
          required: ['lineNo', 'article', 'count'],
          properties: { article: { type: 'string' }, count: { type: 'integer' }, unitPrice: { type: 'number' } },
        },
      },
    },
  };
  const checks = { source: compileSchema(source), target: compileSchema(target) };
  const evaluate = compileProgram(MAPPING, { file: 'bench.jsonata' }).evaluate;
  const native = compileNativeRules(RULES, { conditions: CONDITIONS });
  const compiled = () => {
    const [{ value }] = json.decode(bytes).messages;
    if (checks.source(value).length > 0) throw new Error('the order does not fit its schema');
    const document = plainJson(evaluate(value, {}), { limit: 1e6, file: 'bench.jsonata' });
    if (checks.target(document).length > 0) throw new Error('the result does not fit its schema');
    const decisions = native.fire((name) => value[name]).map(({ name }) => name);
    return JSON.stringify({ document, decisions });
  };
  const ajv = ajvWith([]);
  const [fitsSource, fitsTarget] = [ajv.compile(source), ajv.compile(target)];
  const engine = engineOf({ rules: RULES, conditions: CONDITIONS }, registerOperators);
  const places = new Map(RULES.map(({ name }, index) => [name, index]));
  const reference = async () => {
    const value = JSON.parse(decoder.decode(bytes));
    mustFit(fitsSource, value);
    const document = await program.evaluate(value);
    mustFit(fitsTarget, document);
    const { results } = await engine.run(value);
    results.sort((a, b) => b.priority - a.priority || places.get(a.name) - places.get(b.name));
    return JSON.stringify({ document, decisions: results.map(({ name }) => name) });
  };
  return { name: 'workload of the tables above, 20 rules', reference, compiled };
}

/** Prints the table. @param modules  what the pipes are put together from, from the build */
export async function benchPipe({ workspace, sample, modules, out }) {
  const rows = [];
  for (const { name, reference, compiled } of [
    samplePipe({ workspace, sample, modules }),
    await fixedPipe({ modules }),
  ]) {
    const [theirs, ours] = [JSON.parse(await reference()), JSON.parse(await compiled())];
    if (!isDeepStrictEqual(ours, theirs)) throw new Error(`${name}: the two pipes give different results`);
    const [slow, fast] = await compare(reference, compiled);
    rows.push([name, slow.toFixed(0), fast.toFixed(0), `${(slow / fast).toFixed(1)}x`]);
  }
  out('\nThe whole pipe, an order of 5 lines: decode, schema, map, schema, rules, encode (processor time).');
  out(
    'References: TextDecoder, JSON.parse, ajv, jsonata, json-rules-engine and JSON.stringify, unmodified and without limits.\n',
  );
  for (const line of tableLines(['', 'references µs', 'compiled µs', ''], rows)) out(line);
}
