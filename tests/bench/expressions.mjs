// Compiled expressions beside jsonata 2.2.2 and beside JavaScript written by hand: 24 different mappings and one, by time and by memory.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import jsonata from 'jsonata';
import { HAND, MAPPING, makeOrder } from './orders.mjs';
import { tableLines, timeInRounds } from './rounds.mjs';

const MAPPINGS = 24;

/** The project's fixed workload where it is at hand, so that figures of different states of the project compare; else one of the same shape. */
function workload(root) {
  const folder = process.env['CROSSDOCK_BENCH'] ?? join(root, '..', 'shared', 'bench');
  if (!existsSync(join(folder, 'data.cjs'))) return { name: 'own workload', makeOrder, mapping: MAPPING, hand: HAND };
  const { makeOrder: make, MAPPING: mapping } = createRequire(join(folder, 'data.cjs'))('./data.cjs');
  const hand = readFileSync(join(folder, 'hand.cjs'), 'utf8').replace('module.exports={hand};', 'return hand;');
  return { name: 'fixed workload', makeOrder: make, mapping, hand };
}

/** Names that are words of JSONata or of JavaScript as well. */
const KEPT = new Set(['number', 'test', 'id', 'value', 'name']);

function namesIn(value, names = new Set()) {
  if (Array.isArray(value)) for (const member of value) namesIn(member, names);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (!KEPT.has(name)) names.add(name);
      namesIn(member, names);
    }
  }
  return names;
}

/** Copies of the mapping whose messages have fields of other names: as different to the engine as 24 systems are. */
function variants({ makeOrder: make, mapping, hand }, lines) {
  const names = namesIn(make(3, 42));
  const pattern = new RegExp(`(?<![$\\w])(${[...names].sort((a, b) => b.length - a.length).join('|')})(?!\\w)`, 'g');
  const renameAll = (value, suffix) => {
    if (Array.isArray(value)) return value.map((member) => renameAll(member, suffix));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([name, member]) => [names.has(name) ? name + suffix : name, renameAll(member, suffix)]),
    );
  };
  return Array.from({ length: MAPPINGS }, (_unused, index) => {
    const suffix = index === 0 ? '' : `_${index}`;
    const rename = (text) => text.replace(pattern, (name) => name + suffix);
    return {
      program: rename(mapping),
      message: JSON.parse(JSON.stringify(renameAll(make(lines, 42 + index), suffix))),
      byHand: new Function(`"use strict";${rename(hand)}`)(),
    };
  });
}

const plain = (value) => JSON.parse(JSON.stringify(value));

async function prepare(variant, compileProgram) {
  const compiled = compileProgram(variant.program, { file: 'bench.jsonata' });
  const reference = jsonata(variant.program);
  const expected = plain(await reference.evaluate(variant.message));
  for (const [who, value] of [
    ['compiled code', await compiled.evaluate(variant.message, {})],
    ['the code by hand', variant.byHand(variant.message)],
  ]) {
    if (!isDeepStrictEqual(plain(value), expected)) throw new Error(`${who} gives another result than jsonata`);
  }
  return { ...variant, compiled, reference };
}

/** Runs until the optimiser, which works beside us, has had its time: a sidecar is warm nearly always. */
async function warm(mappings, warmMs) {
  for (const end = performance.now() + warmMs; performance.now() < end; ) {
    for (const { compiled, byHand, message } of mappings) {
      compiled.evaluate(message, {});
      byHand(message);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Microseconds of processor time that `run` takes for one of `times` runs: another process in between does not count. */
async function processorTime(times, run) {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) {
    const running = run();
    if (running instanceof Promise) await running;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Microseconds of one message: medians over interleaved rounds, each of which takes one mapping through all three. */
async function compare(mappings, { budgetMs, warmMs }) {
  await warm(mappings, warmMs);
  const times = { hand: [], compiled: [], reference: [] };
  const end = performance.now() + budgetMs;
  for (let round = 0; round < 40 || performance.now() < end; round += 1) {
    const { byHand, compiled, reference, message } = mappings[round % mappings.length];
    times.hand.push(await processorTime(4, () => void byHand(message)));
    times.compiled.push(await processorTime(4, () => void compiled.evaluate(message, {})));
    // The reference leaves so much garbage that the round after it would pay for.
    if (round % 8 === 0) {
      times.reference.push(await processorTime(1, () => reference.evaluate(message)));
      await warm(mappings, 1);
    }
  }
  return [times.hand, times.compiled, times.reference].map(median);
}

/** Shapes of single expressions. */
const SHAPES = [
  ['path', 'orders.lines.price'],
  ['predicate', 'orders.lines[price > 50].sku'],
  ['sum over products', '$sum(orders.lines.(price * quantity))'],
  ['$map and $count', '$count($map(orders.lines, function($line) { $line.price * 2 }))'],
  ['order-by', 'orders.lines^(>price).sku'],
  ['one field', 'customer.name'],
  ['lookup', '$lookup({"a": 1, "b": 2}, kind)'],
  ['text and condition', 'kind = "a" ? "A-" & customer.name : "B-" & customer.name'],
  ['grouping', 'orders.lines{sku: $sum(quantity)}'],
];

function shapeInput() {
  const lines = (order) =>
    Array.from({ length: 6 }, (_unused, index) => ({
      sku: `S${(order * 7 + index) % 20}`,
      price: (order * 13 + index * 17) % 100,
      quantity: 1 + (index % 3),
    }));
  return {
    kind: 'a',
    customer: { name: 'Ada' },
    orders: Array.from({ length: 100 }, (_unused, order) => ({ lines: lines(order) })),
  };
}

async function benchShapes({ compileProgram, out, budgetMs }) {
  const input = shapeInput();
  const rows = [];
  for (const [name, program] of SHAPES) {
    const compiled = compileProgram(program, { file: 'shape.jsonata' });
    const reference = jsonata(program);
    if (!isDeepStrictEqual(plain(await reference.evaluate(input)), plain(compiled.evaluate(input, {})))) {
      throw new Error(`${program}: compiled code gives another result`);
    }
    const many = 20;
    for (let round = 0; round < 3_000; round += 1) compiled.evaluate(input, {});
    const [fast, slow] = await timeInRounds(
      [
        {
          name: 'compiled',
          run: () => {
            for (let time = 0; time < many; time += 1) compiled.evaluate(input, {});
          },
        },
        { name: 'jsonata', run: () => reference.evaluate(input) },
      ],
      { budgetMs: budgetMs / SHAPES.length, minRounds: 15, maxRounds: 2_000 },
    );
    const compiledUs = (fast.ms * 1_000) / many;
    rows.push([
      name,
      compiledUs.toFixed(1),
      (slow.ms * 1_000).toFixed(0),
      `${((slow.ms * 1_000) / compiledUs).toFixed(1)} x`,
    ]);
  }
  out('\nShapes of single expressions over 600 lines\n');
  for (const line of tableLines(['shape', 'compiled µs', 'jsonata µs', 'faster'], rows)) out(line);
}

/** KiB that one evaluation allocates: so few times that no collection comes between. */
function allocation({ compiled, message }, times) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const samples = Array.from({ length: 9 }, () => {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let time = 0; time < times; time += 1) compiled.evaluate(message, {});
    return (process.memoryUsage().heapUsed - before) / times / 1_024;
  });
  return median(samples);
}

/** Prints the tables. @param budgetMs  for all of them together, compiling apart */
export async function benchExpressions({ compileProgram, root, out, budgetMs = 32_000 }) {
  const chosen = workload(root);
  const rows = [];
  const memory = [];
  for (const lines of [5, 100]) {
    const mappings = [];
    for (const variant of variants(chosen, lines)) mappings.push(await prepare(variant, compileProgram));
    for (const [name, some] of [
      [`${MAPPINGS} mappings, ${lines} lines`, mappings],
      [`one mapping, ${lines} lines`, mappings.slice(0, 1)],
    ]) {
      const [hand, compiled, reference] = await compare(some, { budgetMs: budgetMs / 8, warmMs: budgetMs / 8 });
      rows.push([
        name,
        hand.toFixed(0),
        compiled.toFixed(0),
        reference.toFixed(0),
        `${(reference / compiled).toFixed(1)} x`,
        (compiled / hand).toFixed(2),
      ]);
    }
    memory.push([`${lines} lines`, allocation(mappings[0], lines === 5 ? 100 : 12).toFixed(0)]);
  }
  out(`\nMapping an order (${chosen.name}): by hand, compiled, and with jsonata 2.2.2\n`);
  for (const line of tableLines(['', 'by hand µs', 'compiled µs', 'jsonata µs', 'faster', 'of by hand'], rows))
    out(line);
  out('\nAllocated by one compiled mapping\n');
  for (const line of tableLines(['', 'KiB'], memory)) out(line);
  await benchShapes({ compileProgram, out, budgetMs: budgetMs / 4 });
}
