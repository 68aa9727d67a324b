// `npm run bench`: decoding, mapping and rules, intake and the whole way of a message, side by side in one run of at most two minutes.
// Figures of different runs or machines do not compare; the ratios of one run do.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchExpressions } from './expressions.mjs';
import { benchPipe } from './pipe.mjs';
import { tableLines, timeInRounds } from './rounds.mjs';
import { benchRules } from './rules.mjs';
import { largeReceipts, numbered } from './samples.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const built = spawnSync(process.execPath, [join(root, 'runtime', 'launch.mjs'), 'build'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(70);

const { default: SQLite } = await import('better-sqlite3');
const { compileProgram } = await import('../../dist/runtime/engine/compile/program.js');
const { compileNativeRules } = await import('../../dist/runtime/engine/compile/rules/compile.js');
const { readConfig } = await import('../../dist/runtime/config.js');
const { FORMATS } = await import('../../dist/runtime/engine/formats/index.js');
const { registerOperators } = await import('../../dist/runtime/engine/operators/index.js');
const { json } = await import('../../dist/runtime/engine/formats/json.js');
const { registerFunctions } = await import('../../dist/runtime/engine/functions/index.js');
const { factNamesOf, factsFor, fillTemplate } = await import('../../dist/runtime/engine/judge.js');
const { tableBindings } = await import('../../dist/runtime/engine/mapping.js');
const { plainJson } = await import('../../dist/runtime/engine/plain.js');
const { compileSchema } = await import('../../dist/runtime/engine/schema.js');
const { COMMON_SCHEMA, DOCUMENT_SCHEMAS } = await import('../../dist/runtime/model/schemas.js');
const { createEngine, runMessage } = await import('../../dist/runtime/engine/message.js');
const { openWorkspace } = await import('../../dist/runtime/engine/workspace/open.js');
const { createApp } = await import('../../dist/runtime/http/app.js');
const { Sidecar } = await import('../../dist/runtime/pipeline/sidecar.js');
const { readWorkspaceFiles } = await import('../../dist/runtime/workspace/disk.js');

const out = (line = '') => process.stdout.write(`${line}\n`);
const whole = (value) => Math.round(value).toLocaleString('en');
const ratio = (value) => value.toFixed(2);

const started = performance.now();
const [processor] = cpus();
out(`Node ${process.versions.node}, ${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}`);

async function benchDecoding() {
  const receipts = largeReceipts();
  const text = new TextDecoder();
  const baseline = { name: 'JSON.parse', bytes: receipts.json, run: () => JSON.parse(text.decode(receipts.json)) };
  const formats = FORMATS.map((format) => ({
    name: format.name,
    bytes: receipts[format.name],
    run: () => format.decode(receipts[format.name]),
  }));
  for (const format of FORMATS) {
    const bad = format.decode(receipts[format.name]).messages.find((message) => message.error !== undefined);
    if (bad !== undefined) throw new Error(`${format.name}: the sample cannot be read: ${bad.error.message}`);
  }
  const cases = [baseline, ...formats];
  const results = await timeInRounds(cases, { budgetMs: 12_000 });
  const speed = (index) => cases[index].bytes.length / 1e6 / (results[index].ms / 1_000);
  out('\nDecoding one receipt of about a megabyte\n');
  const rows = results.map(({ name, ms }, index) => [
    name,
    ms.toFixed(1),
    speed(index).toFixed(1),
    ratio(speed(index) / speed(0)),
  ]);
  for (const line of tableLines(['format', 'ms', 'MB/s', 'of JSON.parse'], rows)) out(line);
}

/** Mappings with the example that stands for their kind. */
const MESSAGES = [
  ['shopify-order', 'paid-order.json'],
  ['x12-850-order', undefined],
  ['x12-945-shipment', undefined],
  ['edifact-orders', undefined],
  ['csv-inventory', undefined],
];

async function benchMapping(engine) {
  const cases = [];
  for (const [mapping, example] of MESSAGES) {
    const { examples } = engine.inbound(mapping).mapping;
    const usable = examples.filter(
      (one) => !new TextDecoder().decode(one.expected ?? new Uint8Array()).includes('"error"'),
    );
    const chosen = usable.find((one) => one.path.endsWith(`/${example}`)) ?? usable[0];
    const [message] = engine.decode(mapping, chosen.bytes).messages;
    const copy = JSON.stringify(message.value);
    cases.push(
      { name: mapping, kind: 'copy', run: () => JSON.stringify(JSON.parse(copy)) },
      { name: mapping, kind: 'map', run: () => engine.inbound(mapping).run(message) },
      { name: mapping, kind: 'map and judge', run: () => runMessage(engine, mapping, { message }) },
    );
  }
  const results = await timeInRounds(cases, { budgetMs: 20_000, maxRounds: 400 });
  out('\nOne message: copied as JSON, through its mapping, and through mapping and all rules\n');
  const rows = MESSAGES.map(([mapping], index) => {
    const [copy, map, judge] = results.slice(index * 3, index * 3 + 3).map((result) => result.ms * 1_000);
    return [mapping, copy.toFixed(0), map.toFixed(0), judge.toFixed(0), ratio(map / copy), ratio(judge / map)];
  });
  for (const line of tableLines(['mapping', 'copy µs', 'map µs', 'map and judge µs', 'map/copy', 'judge/map'], rows))
    out(line);
}

/** A sidecar over a copy of the sample workspace in a directory of its own. */
async function withSidecar(use) {
  const directory = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
  try {
    for (const folder of ['mappings', 'rulesets'])
      cpSync(join(root, folder), join(directory, folder), { recursive: true });
    const sidecar = await Sidecar.open({
      config: readConfig({ overrides: { workspace: directory }, environment: {} }),
    });
    try {
      return await use({ sidecar, app: createApp(sidecar), directory });
    } finally {
      await sidecar.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs `work` for numbers from 0 on, so many at once, until there are `count` or the time is up. @returns how many a second */
async function throughput({ count, concurrency, limitMs }, work) {
  const begin = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < count && performance.now() - begin < limitMs) {
      next += 1;
      await work(next);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return next / ((performance.now() - begin) / 1_000);
}

/** Durable commits a second of this disk, one row each: what intake without group commit could do at most. */
function commitsASecond(directory, body) {
  const database = new SQLite(join(directory, 'baseline.sqlite'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE rows (body BLOB)');
  const insert = database.prepare('INSERT INTO rows VALUES (?)');
  const begin = performance.now();
  let rows = 0;
  for (; performance.now() - begin < 2_000; rows += 1) insert.run(body);
  database.close();
  return rows / ((performance.now() - begin) / 1_000);
}

const CONCURRENCIES = [1, 16, 128];

async function benchIntake(sample) {
  const rows = [];
  await withSidecar(async ({ sidecar, app, directory }) => {
    const commits = commitsASecond(directory, Buffer.from(sample));
    rows.push(['one durable commit each, bare SQLite', whole(commits), ratio(1)]);
    let number = 0;
    for (const concurrency of CONCURRENCIES) {
      const acks = await throughput({ count: 1_500, concurrency, limitMs: 6_000 }, async () => {
        number += 1;
        const response = await app.request('/v1/messages/shopify-order', {
          method: 'POST',
          body: numbered(sample, number),
        });
        if (response.status !== 202) throw new Error(`the intake answered ${response.status}`);
      });
      rows.push([`acknowledged, ${concurrency} at once`, whole(acks), ratio(acks / commits)]);
      await sidecar.idle();
    }
  });
  out('\nIntake over app.request, each acknowledged once it is on disk\n');
  for (const line of tableLines(['', 'a second', 'of bare SQLite'], rows)) out(line);
}

async function benchWholeWay(sample) {
  await withSidecar(async ({ sidecar, app }) => {
    const way = async (first, count) => {
      const begin = performance.now();
      await throughput({ count, concurrency: 32, limitMs: 20_000 }, async (index) => {
        await app.request('/v1/messages/shopify-order', { method: 'POST', body: numbered(sample, first + index) });
      });
      await sidecar.idle();
      return performance.now() - begin;
    };
    await way(0, 50);
    const count = 600;
    const ms = await way(1_000, count);
    const settled = sidecar.database.connection
      .prepare("SELECT count(*) AS n FROM messages WHERE status <> 'accepted'")
      .get().n;
    if (settled < count) throw new Error(`only ${settled} messages are settled`);
    const deliveries = sidecar.database.connection.prepare('SELECT count(*) AS n FROM deliveries').get().n;
    out('\nThe whole way on the sample workspace: intake, mapping, rules, state, gates, deliveries queued\n');
    const rows = [['shopify-order', whole((count / ms) * 1_000), (ms / count).toFixed(2), settled, deliveries]];
    for (const line of tableLines(['mapping', 'messages a second', 'ms each', 'settled', 'deliveries'], rows))
      out(line);
  });
}

const { workspace } = openWorkspace(await readWorkspaceFiles(root));
const engine = createEngine(workspace);
const sample = readFileSync(join(root, 'mappings/shopify-order/examples/paid-order.json'), 'utf8');
const modules = {
  ...{
    createEngine,
    runMessage,
    registerFunctions,
    registerOperators,
    tableBindings,
    json,
    compileSchema,
    compileProgram,
  },
  ...{ compileNativeRules, plainJson, factNamesOf, factsFor, fillTemplate, COMMON_SCHEMA, DOCUMENT_SCHEMAS },
};
await benchDecoding();
await benchExpressions({ compileProgram, root, out });
await benchRules({ compileNativeRules, registerOperators, out });
await benchPipe({ workspace, sample, modules, out });
await benchMapping(engine);
await benchIntake(sample);
await benchWholeWay(sample);
out(`\n${((performance.now() - started) / 1_000).toFixed(0)} s`);
