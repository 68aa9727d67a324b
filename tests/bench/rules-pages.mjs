// `npm run bench:rules`: how fast the pages of rules and tables are in a headless Chromium: a ruleset of 200 rules from click to
// drawn verdicts, and key press to paint in a table of 2,000 rows by 20 columns. Prints one line of JSON per figure.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const ROUNDS = 5;
const KEYS = 120;

const workspace = mkdtempSync(join(tmpdir(), 'crossdock-bench-'));

/** The rules of order-release again and again under other names: the facts, groups and references of real rules. */
function writeLargeRuleset(count) {
  const from = join(root, 'rulesets', 'order-release');
  const rules = JSON.parse(readFileSync(join(from, 'rules.json'), 'utf8'));
  const many = Array.from({ length: count }, (_unused, index) => {
    const rule = structuredClone(rules[index % rules.length]);
    rule.name = `${rule.name}-${index}`;
    rule.event.type = rule.name;
    return rule;
  });
  const to = join(workspace, 'rulesets', 'large');
  cpSync(from, to, { recursive: true });
  writeFileSync(join(to, 'rules.json'), `${JSON.stringify(many, null, 2)}\n`);
}

function writeLargeTable(rows, columns) {
  const head = Array.from({ length: columns }, (_unused, column) => `column_${column}`);
  const lines = Array.from({ length: rows }, (_unused, row) =>
    head.map((_name, column) => `r${row}-c${column}`).join(','),
  );
  mkdirSync(join(workspace, 'mappings', 'tables'), { recursive: true });
  writeFileSync(join(workspace, 'mappings', 'tables', 'large.csv'), `${[head.join(','), ...lines].join('\n')}\n`);
}

cpSync(join(root, 'rulesets'), join(workspace, 'rulesets'), { recursive: true });
writeLargeRuleset(200);
writeLargeTable(2000, 20);

const child = spawn(
  process.execPath,
  [join(root, 'dist/runtime/cli.js'), 'start', '--port', '0', '--no-demo', '--workspace', workspace],
  {
    stdio: ['ignore', 'pipe', 'ignore'],
  },
);
const address = await new Promise((resolve, reject) => {
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
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) =>
  Math.round((sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0) * 10) / 10;

try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const opened = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`${address}/#/rules`);
    await page.waitForSelector('.table-body .table-row');
    const took = await page.evaluate(async () => {
      const start = performance.now();
      location.hash = '#/rules/large';
      const drawn = await new Promise((resolve) => {
        const look = () =>
          document.querySelector('.box-outcome') === null
            ? requestAnimationFrame(look)
            : resolve(performance.now() - start);
        look();
      });
      const judged = await new Promise((resolve) => {
        const look = () =>
          document.querySelector('.box-sign') === null
            ? requestAnimationFrame(look)
            : resolve(performance.now() - start);
        look();
      });
      return { drawn, judged };
    });
    opened.push(took);
  }
  const drawn = opened.slice(1).map((one) => one.drawn);
  const judged = opened.slice(1).map((one) => one.judged);
  console.log(
    JSON.stringify({
      figure: '200 rules, click to drawn, ms',
      first: Math.round(opened[0].drawn),
      median: at(drawn, 0.5),
      most: at(drawn, 1),
    }),
  );
  console.log(
    JSON.stringify({
      figure: '200 rules, 64 examples, click to verdicts, ms',
      first: Math.round(opened[0].judged),
      median: at(judged, 0.5),
    }),
  );
  console.log(
    JSON.stringify({
      figure: 'elements of the page of 200 rules',
      count: await page.evaluate(() => document.querySelectorAll('*').length),
    }),
  );

  await page.goto(`${address}/#/tables/large`);
  await page.waitForSelector('.grid-row');
  await page.getByRole('grid').focus();
  const session = await page.context().newCDPSession(page);
  // Time of the processor, which other work on the machine does not change.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  /** Starts to measure from events of a kind to the paint behind each. */
  const listen = (kind) =>
    page.evaluate((name) => {
      globalThis.paints = [];
      globalThis.stop = new AbortController();
      addEventListener(
        name,
        () => {
          const start = performance.now();
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => globalThis.paints.push(performance.now() - start);
            channel.port2.postMessage(0);
          });
        },
        { capture: true, signal: globalThis.stop.signal },
      );
    }, kind);
  const paints = async (what, count, act, kind = 'keydown') => {
    await listen(kind);
    const before = await busyMs();
    for (let done = 0; done < count; done += 1) await act(done);
    const busy = (await busyMs()) - before;
    const found = await page.evaluate(() => {
      globalThis.stop.abort();
      return globalThis.paints;
    });
    console.log(
      JSON.stringify({
        figure: `2,000 by 20: ${what}, to paint, ms`,
        p50: at(found, 0.5),
        p95: at(found, 0.95),
        busy: Math.round((busy / count) * 10) / 10,
        times: found.length,
      }),
    );
  };
  const press = (keys) => (done) => page.keyboard.press(keys[done % keys.length]);
  // A key that does nothing: what the machine and the browser take by themselves.
  await paints('F9', KEYS, press(['F9']));
  await paints('ArrowDown', KEYS, press(['ArrowDown']));
  await paints('ArrowRight', KEYS, press(['ArrowRight']));
  await paints('PageDown', 60, press(['PageDown']));
  await paints('Shift+ArrowUp', 60, press(['Shift+ArrowUp']));
  await paints('x y Enter', KEYS, press(['x', 'y', 'Enter']));
  await paints('a key of its own: Home d Enter', KEYS, press(['Home', 'd', 'Enter']));
  await paints('Ctrl+Z', 20, press(['Control+z']));
  await paints('Ctrl+End, Ctrl+Home', 40, press(['Control+End', 'Control+Home']));
  const clipboard = Array.from({ length: 2000 }, (_unused, row) =>
    Array.from({ length: 20 }, (_one, column) => `p${row}-${column}`).join('\t'),
  ).join('\n');
  await page.keyboard.press('Control+Home');
  const paste = (done) =>
    page.evaluate(
      async (text) => {
        const data = new DataTransfer();
        data.setData('text/plain', text);
        document
          .querySelector('[role=grid]')
          .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        await new Promise((resolve) => setTimeout(resolve, 400));
      },
      clipboard.replaceAll('p', `p${done}-`),
    );
  await paints('paste of 2,000 rows', 5, paste, 'paste');
  await paints('undo and redo of the paste', 10, press(['Control+z', 'Control+Shift+z']));
  console.log(
    JSON.stringify({
      figure: 'elements of the page of the table',
      count: await page.evaluate(() => document.querySelectorAll('*').length),
    }),
  );
} finally {
  await browser.close();
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(workspace, { recursive: true, force: true });
}
