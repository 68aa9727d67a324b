// `npm run bench:designer`: how quick the designer is in a headless Chromium, against its bars. Takes about a minute.
// 500 fields: from an edit to its new values. 5,000 fields a side with 5,000 lines: first paint, elements, scrolling, a line, undo,
// redo, removing, typing, a search. Beside each time from act to paint stands the processor time of the page's main thread in it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { openWhole } from './whole-window.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const workspace = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));

/** A mapping of so many fields, in groups of fifty, outbound so that its target may be anything. */
function writeMapping(name, count) {
  const folder = join(workspace, 'mappings', name);
  mkdirSync(join(folder, 'examples'), { recursive: true });
  const groups = Array.from({ length: Math.ceil(count / 50) }, (_one, group) => group);
  const fields = (group) =>
    Array.from({ length: Math.min(50, count - group * 50) }, (_one, index) => `field${group * 50 + index}`);
  const members = groups.map(
    (group) =>
      `  "group${group}": {\n${fields(group)
        .map((field) => `    "${field}": group${group}.${field}`)
        .join(',\n')}\n  }`,
  );
  const sample = Object.fromEntries(
    groups.map((group) => [
      `group${group}`,
      Object.fromEntries(fields(group).map((field) => [field, `value of ${field}`])),
    ]),
  );
  writeFileSync(
    join(folder, 'mapping.json'),
    JSON.stringify({ title: name, from: { document: 'order' }, to: { system: 'bench', format: 'json' } }),
  );
  writeFileSync(join(folder, 'mapping.jsonata'), `{\n${members.join(',\n')}\n}\n`);
  writeFileSync(join(folder, 'examples', 'all.json'), JSON.stringify(sample));
}

const p95 = (values) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const bars = [];
function bar(what, value, limit, unit) {
  bars.push({ what, value, limit });
  process.stdout.write(
    `${value <= limit ? 'ok  ' : 'OVER'} ${what}: ${value.toFixed(unit === '' ? 0 : 1)}${unit} (bar ${limit}${unit})\n`,
  );
}

/** Runs in the page: the time from an act to the frame behind the next. */
const FRAMES = `window.nextFrame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));`;

async function small(page, url) {
  await page.goto(`${url}/#/map/bench-500?target=/group3/field160`);
  await page.waitForSelector('.tree[data-side="target"] [data-path="/group3/field160"] [data-value]');
  await page.getByLabel('Expression', { exact: true }).focus();
  const took = [];
  for (let round = 0; round < 20; round += 1) {
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(`"round ${round}" & group3.field160`);
    const started = await page.evaluate('performance.now()');
    await page.waitForSelector(
      `.tree[data-side="target"] [data-path="/group3/field160"] [data-value^="round ${round}"]`,
    );
    took.push((await page.evaluate('performance.now()')) - started);
  }
  bar('500 fields: edit to new value, p95', p95(took), 300, ' ms');
}

async function large(page, url) {
  await page.goto(`${url}/#/mappings`);
  await page.waitForSelector('.table-body .table-row');
  await page.evaluate(FRAMES);
  const painted = await page.evaluate(`(async () => {
    const started = performance.now();
    location.hash = '#/map/bench-5000';
    while (document.querySelectorAll('.tree[data-side="target"] .tree-row').length === 0) await new Promise((done) => setTimeout(done, 5));
    await nextFrame();
    return performance.now() - started;
  })()`);
  bar('5,000 fields: first paint', painted, 1500, ' ms');
  await page.waitForSelector('.tree[data-side="target"] [data-value]', { timeout: 30_000 });
  // All groups of the source open, so that every line has a row at both ends.
  await page.evaluate(`document.querySelector('.tree[data-side="source"]').focus()`);
  for (let group = 0; group < 3; group += 1) {
    await page.keyboard.press('ArrowRight');
    for (let step = 0; step <= 50; step += 1) await page.keyboard.press('ArrowDown');
  }
  bar('5,000 fields: elements', await page.evaluate('document.querySelectorAll("*").length'), 2000, '');
  const frames = await page.evaluate(`(async () => {
    const took = [];
    const tree = document.querySelector('.tree[data-side="target"]');
    for (let step = 0; step < 60; step += 1) {
      const started = performance.now();
      tree.scrollTop += 400;
      await new Promise((done) => requestAnimationFrame(done));
      took.push(performance.now() - started);
    }
    return took;
  })()`);
  bar('5,000 fields: a step of scrolling, p95', p95(frames), 34, ' ms');
  const search = await page.evaluate(`(async () => {
    const input = document.querySelector('.canvas-side[aria-label="Target"] input');
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    const took = [];
    for (const text of ['field42', 'field4321', 'group9', '']) {
      const started = performance.now();
      set.call(input, text);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((done) => requestAnimationFrame(done));
      took.push(performance.now() - started);
    }
    return took;
  })()`);
  bar('5,000 fields: a search, slowest', Math.max(...search), 100, ' ms');
  await page.evaluate(
    `document.querySelector('.tree[data-side="source"]').scrollTop = 0; document.querySelector('.tree[data-side="target"]').scrollTop = 0;`,
  );
  await acts(page);
}

/** Acts at the canvas, twelve of each: a line added, undone, done again, removed; then a character typed into an expression. */
async function acts(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  /** Processor time of the page's main thread so far, in ms: all of it, its scripts, its layout with the styles. */
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name) => 1000 * metrics.find((one) => one.name === name).value;
    return {
      all: of('TaskDuration'),
      script: of('ScriptDuration'),
      layout: of('LayoutDuration') + of('RecalcStyleDuration'),
    };
  };
  const times = new Map();
  /** Times an act, which is told to the page as text: until the frame behind it. */
  const timed = async (what, act) => {
    const before = await busy();
    const took = await page.evaluate(`(async () => {
      const started = performance.now();
      ${act};
      await new Promise((done) => requestAnimationFrame(done));
      return performance.now() - started;
    })()`);
    const after = await busy();
    const known = times.get(what) ?? { took: [], all: [], script: [], layout: [] };
    known.took.push(took);
    for (const part of ['all', 'script', 'layout']) known[part].push(after[part] - before[part]);
    times.set(what, known);
    await page.waitForTimeout(150);
  };
  const key = (options) =>
    `document.querySelector('.tree[data-side="target"]').dispatchEvent(new KeyboardEvent('keydown', ${JSON.stringify({ bubbles: true, ...options })}))`;
  const press = (name) => `document.querySelector('button[aria-label="${name}"]').click()`;
  for (let round = 0; round < 12; round += 1) {
    await page.evaluate(`document.querySelector('.tree[data-side="source"]').focus()`);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Home');
    for (let step = 0; step < 2 + (round % 6); step += 1) await page.keyboard.press('ArrowDown');
    await timed('a line added', key({ key: 'Enter' }));
    await timed('undo', press('Undo'));
    await timed('redo', press('Redo'));
    await timed('a line removed', key({ key: 'Delete' }));
    await timed('undo', press('Undo'));
  }
  await page.getByLabel('Expression', { exact: true }).focus();
  await page.keyboard.press('End');
  for (let round = 0; round < 12; round += 1)
    await timed('a character typed', `document.execCommand('insertText', false, 'x')`);
  for (const [what, { took, ...parts }] of times) {
    bar(`5,000 fields: ${what}, p95`, p95(took), 50, ' ms');
    const [all, script, layout] = ['all', 'script', 'layout'].map((part) => median(parts[part]).toFixed(1));
    process.stdout.write(`       processor time, median: ${all} ms, of it scripts ${script} and layout ${layout}\n`);
  }
}

mkdirSync(join(workspace, 'rulesets'), { recursive: true });
writeMapping('bench-500', 500);
writeMapping('bench-5000', 5000);
const child = spawn(
  process.execPath,
  [join(root, 'dist', 'runtime', 'cli.js'), 'start', '--no-demo', '--port', '0', '--workspace', workspace],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const url = await new Promise((resolve, reject) => {
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
    const found = /^Crossdock listens on (\S+)/m.exec(text)?.[1];
    if (found !== undefined) resolve(found);
  });
  child.once('exit', (code) => reject(new Error(`the sidecar ended with ${code}: run npm run build first`)));
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
});
try {
  const page = await openWhole(browser, { width: 1440, height: 900 });
  await small(page, url);
  await large(page, url);
} finally {
  await browser.close();
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(workspace, { recursive: true, force: true });
}
process.exit(bars.some(({ value, limit }) => value > limit) ? 1 : 0);
