// `crossdock init`: a new workspace with one mapping, one ruleset and examples that pass.
import { readdir } from 'node:fs/promises';
import { CrossdockError } from '../engine/errors.ts';
import { writeWorkspaceFile } from '../workspace/disk.ts';
import { STARTER_FILES } from '../workspace/starter.ts';
import { EXIT, type Streams } from './command.ts';

/** What is in a directory; nothing when it is not there yet. @throws CrossdockError `usage.invalid` when it is no directory */
async function entriesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw new CrossdockError('usage.invalid', `expected a directory, found ${directory} (${code})`, { cause });
  }
}

/** @throws CrossdockError `usage.invalid` when the directory already holds a workspace */
export async function init(directory: string, streams: Streams): Promise<number> {
  const entries = await entriesOf(directory);
  const taken = entries.filter((entry) => entry === 'mappings' || entry === 'rulesets');
  if (taken.length > 0)
    throw new CrossdockError(
      'usage.invalid',
      `expected a directory without ${taken.join(' and ')}, found ${directory}`,
    );
  for (const [path, text] of Object.entries(STARTER_FILES)) {
    await writeWorkspaceFile(directory, path, new TextEncoder().encode(text));
    streams.stdout.write(`${path}\n`);
  }
  streams.stdout.write(`\nTry: crossdock test --workspace ${directory}\n`);
  return EXIT.ok;
}
