// Reads and writes the files of a workspace on disk; the engine itself knows only a map from path to bytes.
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { CrossdockError } from '../engine/errors.ts';
import type { WorkspaceFiles } from '../engine/workspace/definitions.ts';

const FOLDERS = ['mappings', 'rulesets'];

/**
 * Reads every file below `mappings/` and `rulesets/`, dot-files left out.
 *
 * @throws CrossdockError `workspace.missing` when the directory holds neither folder
 */
export async function readWorkspaceFiles(directory: string): Promise<WorkspaceFiles> {
  const files = new Map<string, Uint8Array>();
  let found = false;
  for (const folder of FOLDERS) {
    let entries: import('node:fs').Dirent[];
    try {
      entries = await readdir(join(directory, folder), { recursive: true, withFileTypes: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw new CrossdockError('workspace.missing', `cannot read ${join(directory, folder)}`, { cause });
    }
    found = true;
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || entry.name.startsWith('.')) continue;
      files.set(relative(directory, path).split(sep).join('/'), await readFile(path));
    }
  }
  if (!found) {
    throw new CrossdockError(
      'workspace.missing',
      `expected a directory with mappings/ and rulesets/, found ${directory}`,
      {
        help: 'Name a workspace with --workspace DIR, or make one with crossdock init DIR.',
      },
    );
  }
  return files;
}

/** Writes one file of the workspace through a temporary name, so that a reader never sees half of it. */
export async function writeWorkspaceFile(directory: string, path: string, bytes: Uint8Array): Promise<void> {
  const target = join(directory, path);
  await mkdir(dirname(target), { recursive: true });
  // A dot-file: whoever reads the workspace at this moment must not take it for one of its files.
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  await writeFile(temporary, bytes);
  await rename(temporary, target);
}
