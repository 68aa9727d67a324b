// The designer's build, made when it is not that of the files that are there.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './sidecar.ts';

/** Builds dist/designer; takes a moment when nothing has changed. @throws Error with the bundler's words */
export function buildDesigner(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'designer', 'build.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the designer cannot be built: ${stderr}`);
}
