// `npm run bench:run [orders] [--full]`: `crossdock run` over a file of orders of five lines, beside a loop of JSON.parse, jsonata
// and JSON.stringify in one process. The loop maps and nothing else; the command checks, maps, checks and judges as well.
// The loop takes a twentieth of the orders and is extrapolated, unless `--full` is given. The clock counts, so measure on an idle machine.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const orders = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 20_000);
const looped = process.argv.includes('--full') ? orders : Math.ceil(orders / 20);
if (process.env.NOBUILD === undefined) {
  const { status } = spawnSync(process.execPath, [join(root, 'runtime/launch.mjs'), 'build'], { stdio: 'inherit' });
  if (status !== 0) process.exit(70);
}

/** Ends of lines in a file, which may be longer than a text can be. */
function linesIn(path) {
  const file = openSync(path, 'r');
  const chunk = Buffer.alloc(1 << 20);
  let lines = 0;
  for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
    for (let at = chunk.indexOf(10); at >= 0 && at < read; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  closeSync(file);
  return lines;
}

const folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
try {
  const sample = readFileSync(join(root, 'mappings/shopify-order/examples/paid-order.json'), 'utf8');
  const order = JSON.parse(sample.replace(/("(?:id|order_id)"\s*:\s*)(\d{16,})/g, '$1"$2"'));
  const lines = Array.from({ length: 5 }, (_unused, index) => ({
    ...order.line_items[index % order.line_items.length],
    id: 1_000 + index,
  }));
  const input = join(folder, 'orders.ndjson');
  const file = openSync(input, 'w');
  for (let index = 0; index < orders; index += 1) {
    writeSync(
      file,
      `${JSON.stringify({ ...order, id: 7_000_000_000 + index, name: `#B${index}`, line_items: lines })}\n`,
    );
  }
  closeSync(file);
  const timed = (args, output) => {
    const [stdin, stdout] = [openSync(input, 'r'), openSync(output, 'w')];
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: [stdin, stdout, 'pipe'] });
    const ms = performance.now() - started;
    closeSync(stdin);
    closeSync(stdout);
    if (status !== 0) throw new Error(`${args[0]} ended with ${status}: ${stderr}`);
    return { ms, stderr: String(stderr) };
  };
  const output = join(folder, 'out.ndjson');
  const loop = [join(root, 'tests/bench/run-loop.mjs'), root, input, String(looped)];
  const loopMs = (Number(timed(loop, join(folder, 'loop.ndjson')).stderr) / looped) * orders;
  const command = [join(root, 'dist/runtime/cli.js'), 'run', 'shopify-order', '--workspace', root];
  const { ms } = timed(command, output);
  const written = linesIn(output);
  if (written !== orders) throw new Error(`${written} lines came out of ${orders}`);
  const how = looped === orders ? '' : ` (from ${looped})`;
  process.stdout.write(`orders ${orders}\nloop ${(loopMs / 1_000).toFixed(1)} s${how}\n`);
  process.stdout.write(`crossdock run ${(ms / 1_000).toFixed(1)} s, start-up included: ${(loopMs / ms).toFixed(1)}x\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
