#!/usr/bin/env node
// Starts Crossdock from a fresh clone: installs and builds what is missing, then hands over to the compiled command line.
// Plain JavaScript without dependencies, because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiled = join(root, 'dist', 'runtime', 'cli.js');
const stamp = join(root, 'node_modules', '.crossdock-lock');

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`crossdock: expected Node 20.19 or newer, found ${process.versions.node}\n`);
    process.exit(78);
  }
}

function step(command, args) {
  const result = spawnSync(command, args, {
    cwd: root,
    // Progress goes to stderr: stdout belongs to the command that follows.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write(`crossdock: ${command} ${args.join(' ')} failed\n`);
    process.exit(70);
  }
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  step('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, lock);
}

function build() {
  install();
  mkdirSync(join(root, 'dist'), { recursive: true });
  step(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.json']);
  step(process.execPath, [join(root, 'designer', 'build.mjs')]);
}

refuseOldNode();
const [command] = process.argv.slice(2);
if (command === 'build') {
  build();
} else {
  // `npm start` asks for a build that is up to date; a plain `crossdock …` only for one that is there.
  if (process.env.npm_lifecycle_event === 'start' || !existsSync(compiled)) build();
  const { main } = await import(compiled);
  await main(process.argv.slice(2));
}
