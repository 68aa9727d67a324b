// A headless Chromium for tests: found where systems keep it, installed where that can be done, and missed out loud.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const found = (): string | undefined => PLACES.find((path) => path !== undefined && isExecutable(path));

/** Installs Chromium where that takes no question: as root on a system with apt. */
function install(): void {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return;
  console.warn('No Chromium is here: installing it with apt-get');
  const options = {
    stdio: 'ignore',
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  } as const;
  const add = () => spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options).status;
  if (add() !== 0 && spawnSync('apt-get', ['update'], options).status === 0) add();
}

/**
 * Where Chromium is.
 *
 * @returns undefined when it is nowhere and cannot be installed; with CI=true that is an error, because tests that nobody
 *   runs guard nothing
 */
export function chromiumPath(): string | undefined {
  if (found() === undefined) install();
  const path = found();
  if (path !== undefined) return path;
  const words = 'No Chromium was found (set CHROMIUM to its path): the tests in a browser DID NOT RUN';
  if (process.env['CI'] === 'true') throw new Error(words);
  console.warn(`\n*** ${words} ***\n`);
  return undefined;
}

/** Starts Chromium, headless. The caller closes it. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
}

/** A fresh page whose faults are kept: what it threw, wrote to its console as an error, or was refused by its policy. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`threw: ${error.message}`));
  page.on('console', (message) => {
    const { url, lineNumber, columnNumber } = message.location();
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${url}:${lineNumber}:${columnNumber})`);
  });
  return { page, faults };
}
