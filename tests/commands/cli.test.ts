// The command line itself: help, exit codes, start-up time and the package's binary.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanEnvironment, crossdock, ROOT } from '../support/cli.ts';

const COMMANDS = ['start', 'check', 'test', 'run', 'fmt', 'diff', 'init'];

/** How long a start may take on a busy machine; on a quiet one it is to stay under 300 ms, and the figure is printed. */
const START_LIMIT_MS = 1_500;

describe('the command line', () => {
  it('lists every command with --help and exits 0', async () => {
    const { code, stdout, stderr } = await crossdock(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it.each(COMMANDS)('describes %s with --help', async (command) => {
    const { code, stdout } = await crossdock([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: crossdock ${command} `));
  });

  it('prints its version', async () => {
    expect(await crossdock(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as unknown,
    });
  });

  it.each([
    ['an unknown command', ['frobnicate'], "unknown command 'frobnicate'"],
    ['an unknown option', ['check', '--frobnicate'], "unknown option '--frobnicate'"],
    ['a missing argument', ['run'], "missing required argument 'mapping'"],
    ['an argument too many', ['check', 'this'], 'too many arguments'],
    ['no command at all', [], 'Usage: crossdock'],
    ['a port that is none', ['start', '--port', 'seventy'], '--port: expected a number from 0 to 65535'],
  ])('exits 64 for %s and says what is wrong on stderr', async (_what, args, message) => {
    const { code, stdout, stderr } = await crossdock(args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('starts quickly, because --help loads no more than the command tree', () => {
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      const { status } = spawnSync(process.execPath, [join(ROOT, 'runtime/launch.mjs'), '--help'], {
        env: cleanEnvironment(),
      });
      expect(status).toBe(0);
      return performance.now() - started;
    });
    const median = times.sort((a, b) => a - b)[2] as number;
    console.info(`crossdock --help: median of 5 starts ${Math.round(median)} ms`);
    expect(median).toBeLessThan(START_LIMIT_MS);
  });

  it('runs as `npx crossdock` from the repository root', () => {
    const { status, stdout, stderr } = spawnSync('npx', ['--no-install', 'crossdock', '--help'], {
      cwd: ROOT,
      env: cleanEnvironment(),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('Usage: crossdock');
  });
});
