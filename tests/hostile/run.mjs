// `npm run chaos hostile [-- --inputs N --seed N --only TEXT --resume FILE]`: hostile input, a hundred thousand for every format and for
// every route, over the compiled sidecar without a socket. A line for each; what is done stands in the file of --resume and is not done
// again. Build first. Exit code 0 when nothing was harmed.
import { fork } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hammerFormat, hammerRoute, knownOf } from './hammer.mjs';
import { corpus } from './inputs.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const dist = (path) => import(join(root, 'dist', 'runtime', path));
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    processes: { type: 'string', default: '2' },
    resume: { type: 'string' },
    share: { type: 'string' },
  },
});
const [inputs, seed, processes] = [values.inputs, values.seed, values.processes].map(Number);
/** Each of these requests starts threads of its own: a few thousand say as much as all. */
const STARTS_THREADS = /\/test$/;

/** A sidecar of its own for each route: what one of them stored must not make the next one slow. */
async function overFreshSidecar(work) {
  const [{ readConfig }, { Sidecar }, { createApp }, { writeWorkspaceFile }, { STARTER_FILES }] = await Promise.all(
    ['config.js', 'pipeline/sidecar.js', 'http/app.js', 'workspace/disk.js', 'workspace/starter.js'].map(dist),
  );
  const workspace = mkdtempSync(join(tmpdir(), 'crossdock-hostile-'));
  const write = (path, text) => writeWorkspaceFile(workspace, path, new TextEncoder().encode(text));
  for (const [path, text] of Object.entries(STARTER_FILES)) await write(path, text);
  await write('crossdock.yaml', 'http: { waitLimitMs: 100, bodyLimitBytes: 1000000 }\nworkers: 1\n');
  const sidecar = await Sidecar.open({ config: readConfig({ overrides: { workspace }, environment: {} }) });
  try {
    const app = createApp(sidecar);
    const order = (fields) =>
      JSON.stringify({
        number: 'A-1',
        placed: '2026-03-02T09:15:00+01:00',
        state: 'PAID',
        lines: [{ code: 'MUG-01', count: 2, price: '8.50' }],
        ...fields,
      });
    const post = (fields) =>
      app.request('/v1/messages/my-shop-order?wait=20000', { method: 'POST', body: order(fields) });
    await post({});
    await post({ number: 'H', state: 'PARKED' });
    return await work((asked) => app.request(asked.address, asked));
  } finally {
    await sidecar.close();
    rmSync(workspace, { recursive: true, force: true });
  }
}

async function tasks() {
  const [{ FORMATS }, { ROUTES }] = await Promise.all([dist('engine/formats/index.js'), dist('http/app.js')]);
  const formats = FORMATS.map((format) => ({
    name: `format ${format.name}`,
    run: () => hammerFormat(format, { originals: corpus(root, format), count: inputs, seed }),
  }));
  const routes = ROUTES.map((route) => ({
    name: `${route.method.toUpperCase()} ${route.path}`,
    run: () => {
      const count = STARTS_THREADS.test(route.path) ? Math.ceil(inputs / 50) : inputs;
      return overFreshSidecar(async (send) => hammerRoute(route, { send, known: await knownOf(send), count, seed }));
    },
  }));
  return [...formats, ...routes].filter(({ name }) => name.includes(values.only));
}

/** One process' share, one task after the other. */
async function work(share) {
  const done =
    values.resume !== undefined && existsSync(values.resume) ? readFileSync(values.resume, 'utf8').split('\n') : [];
  let failed = 0;
  for (const [index, { name, run }] of (await tasks()).entries()) {
    if (index % processes !== share || done.some((line) => line.startsWith(`ok ${name}:`))) continue;
    const began = performance.now();
    let line;
    try {
      const { longestMs, ...rest } = await run();
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      line = `ok ${name}: ${JSON.stringify(rest)}, longest ${Math.ceil(longestMs)} ms, in ${seconds} s`;
    } catch (thrown) {
      failed += 1;
      line = `FAILED ${name}: ${thrown.message}`;
    }
    process.stdout.write(`${line}\n`);
    if (values.resume !== undefined) appendFileSync(values.resume, `${line}\n`);
  }
  return failed;
}

if (values.share !== undefined) process.exit((await work(Number(values.share))) > 0 ? 1 : 0);
const shares = Array.from({ length: processes }, (_unused, share) => {
  const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--share', String(share)]);
  return new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
});
const worst = Math.max(...(await Promise.all(shares)));
const all = await tasks();
process.stdout.write(
  `${all.length} formats and routes, ${inputs} inputs each from seed ${seed}: ${worst === 0 ? 'nothing was harmed' : 'see FAILED above'}\n`,
);
process.exit(worst);
