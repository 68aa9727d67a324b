// `npm run bench:rules`: how fast the pages of rules and tables are in a headless Chromium: a ruleset of 200 rules from click to drawn
// verdicts, and from key to picture in a table of 2,000 rows by 20 columns. Prints one line of JSON per figure. With the path of another
// built checkout (`npm run bench:rules -- ../before`) the table of that one is measured in turns with this one's.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { benchTables, writeLargeTable } from './table-pages.mjs';
import { openWhole } from './whole-window.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const ROUNDS = 5;

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

cpSync(join(root, 'rulesets'), join(workspace, 'rulesets'), { recursive: true });
writeLargeRuleset(200);
writeLargeTable(workspace, 2000, 20);

/** A sidecar and a browser of its own. */
async function serve(checkout) {
  const args = ['start', '--port', '0', '--no-demo', '--workspace', workspace];
  // Two sidecars on one workspace each keep their own data.
  const data = ['--data', mkdtempSync(join(workspace, '.data-'))];
  const child = spawn(process.execPath, [join(checkout, 'dist/runtime/cli.js'), ...args, ...data], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await new Promise((done, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /^Crossdock listens on (\S+)/m.exec(text)?.[1];
      if (found !== undefined) done(found);
    });
    child.once('exit', (code) =>
      reject(new Error(`the sidecar of ${checkout} ended with ${code}: run npm run build first`)),
    );
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
  const close = async () => {
    await browser.close();
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
  };
  return { name: checkout, address, browser, close };
}

const print = (figure) => console.log(JSON.stringify(figure));
const [beside] = process.argv.slice(2);
const served = [await serve(root)];
if (beside !== undefined) served.push(await serve(resolve(beside)));
const [{ address, browser }] = served;

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) =>
  Math.round((sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0) * 10) / 10;

try {
  const page = await openWhole(browser, { width: 1440, height: 900 });
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

  await page.close();
  await benchTables(served, print);
} finally {
  for (const { close } of served) await close();
  rmSync(workspace, { recursive: true, force: true });
}
