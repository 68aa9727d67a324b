// `npm run screenshots [name…]`: pictures of the designer's pages, light and dark, at two sizes, into designer/screenshots/.
// The pages are those of tests/screenshots.list.mjs, and the mapping designer's states of error those of tests/screenshots.states.mjs; the sidecar runs over a copy of the sample workspace with its demonstration.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { sendBusyTraffic, writeBusyConfig } from './screenshots.busy.mjs';
import { SHOTS } from './screenshots.list.mjs';
import { STATE_SHOTS, writeStates } from './screenshots.states.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = process.env.SCREENSHOTS ?? join(root, 'designer', 'screenshots');
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
];

const wanted = process.argv.slice(2);
const shots = [...SHOTS, ...STATE_SHOTS].filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const workspace = mkdtempSync(join(tmpdir(), 'crossdock-shots-'));
for (const folder of ['mappings', 'rulesets']) cpSync(join(root, folder), join(workspace, folder), { recursive: true });

writeStates(workspace);

const isBusy = process.env.BUSY === '1';
if (isBusy) writeBusyConfig(workspace);

function startSidecar() {
  const child = spawn(
    process.execPath,
    [join(root, 'dist', 'runtime', 'cli.js'), 'start', '--port', '0', '--workspace', workspace],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, CROSSDOCK_HTTP_PORT: undefined },
    },
  );
  const url = new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /^Crossdock listens on (\S+)/m.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the sidecar ended with ${code}: run npm run build first`)));
  });
  return { child, url };
}

const { child, url } = startSidecar();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
});
try {
  const address = await url;
  if (isBusy) await sendBusyTraffic(address, workspace);
  mkdirSync(output, { recursive: true });
  for (const size of SIZES) {
    for (const scheme of process.env.SCHEMES?.split(',') ?? ['light', 'dark']) {
      for (const { name, path, ready, prepare, only = [] } of shots) {
        if (only.length > 0 && !only.includes(`${scheme} ${size.width}`)) continue;
        const context = await browser.newContext({ viewport: size, colorScheme: scheme });
        const page = await context.newPage();
        page.on('pageerror', (error) => process.stdout.write(`${name}: threw ${error.message}\n`));
        page.on(
          'console',
          (message) => message.type() === 'error' && process.stdout.write(`${name}: ${message.text()}\n`),
        );
        await page.goto(`${address}/#${path}`);
        if (ready !== undefined)
          await page
            .waitForSelector(ready, { timeout: 20_000 })
            .catch((error) => process.stdout.write(`${name}: ${error.message}\n`));
        if (prepare !== undefined) await prepare(page, address, workspace);
        await page.waitForTimeout(250);
        await page.screenshot({ path: join(output, `${name}-${scheme}-${size.width}.png`) });
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(workspace, { recursive: true, force: true });
}
