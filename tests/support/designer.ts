// The designer in a browser: its build, made when it is not that of the files that are there, served by a sidecar of a test's own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type Listening, listen } from '../../runtime/http/server.ts';
import { chromiumPath, launchBrowser } from './browser.ts';
import { type Harness, type HarnessOptions, openHarness, ROOT } from './sidecar.ts';

/** Builds dist/designer; takes a moment when nothing has changed. @throws Error with the bundler's words */
export function buildDesigner(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'designer', 'build.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the designer cannot be built: ${stderr}`);
}

export interface ServedDesigner {
  /** Where a browser is; undefined where there is none, and then nothing is served. */
  readonly executable: string | undefined;
  readonly harness: Harness;
  readonly browser: Browser;
  readonly url: string;
}

/** Serves the designer over a workspace, the starter one if no other is named, for the tests of a file, and opens a browser; closes both behind them. */
export function serveDesigner(
  options: Pick<HarnessOptions, 'workspace' | 'folders' | 'files' | 'clock'> & {
    /** The text of crossdock.yaml, asked for when the sidecar is opened. */
    readonly config?: () => string;
  } = {},
): ServedDesigner {
  const executable = chromiumPath();
  const open: { harness?: Harness; listening?: Listening; browser?: Browser } = {};
  beforeAll(async () => {
    if (executable === undefined) return;
    buildDesigner();
    const { config, ...rest } = options;
    open.harness = await openHarness({ ...rest, ...(config === undefined ? {} : { config: config() }) });
    open.listening = await listen(open.harness.app, { host: '127.0.0.1', port: 0 });
    open.browser = await launchBrowser(executable);
  });
  afterAll(async () => {
    await open.browser?.close();
    await open.listening?.close(0);
    await open.harness?.close();
  });
  return {
    executable,
    get harness() {
      return open.harness as Harness;
    },
    get browser() {
      return open.browser as Browser;
    },
    get url() {
      return (open.listening as Listening).url;
    },
  };
}
