// Drafts: what somebody has drawn and not saved yet, kept outside the workspace so that nothing runs it. One file each, below
// the data directory, by person. May import Node and ../engine/errors.ts.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CrossdockError } from '../engine/errors.ts';

export interface DraftSummary {
  /** What it is a draft of: `mappings/shopify-order`. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly savedAt: number;
  readonly sizeBytes: number;
}

/** A step of a draft's path: no dots at its start, no separators. */
const STEP = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}$/;

/** People's names may hold anything; folder names may not. */
const folderOf = (person: string): string => createHash('sha256').update(person).digest('hex').slice(0, 24);

function fileOf(directory: string, person: string, path: string): string {
  const steps = path.split('/');
  if (steps.length > 4 || !steps.every((step) => STEP.test(step)))
    throw new CrossdockError(
      'request.invalid',
      'expected the path of a mapping, ruleset or file, such as mappings/orders',
    );
  return join(directory, 'drafts', folderOf(person), `${steps.join('~')}.json`);
}

const isMissing = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === 'ENOENT';

/** The drafts of one person, the latest first. */
export async function listDrafts(directory: string, person: string): Promise<DraftSummary[]> {
  const folder = join(directory, 'drafts', folderOf(person));
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
  const drafts: DraftSummary[] = [];
  for (const name of names.filter((one) => one.endsWith('.json') && !one.startsWith('.'))) {
    const found = await stat(join(folder, name)).catch((thrown: unknown) => {
      if (isMissing(thrown)) return undefined;
      throw thrown;
    });
    // Thrown away since the folder was read.
    if (found === undefined) continue;
    const { mtimeMs, size } = found;
    drafts.push({
      path: name.slice(0, -'.json'.length).replaceAll('~', '/'),
      savedAt: Math.floor(mtimeMs),
      sizeBytes: size,
    });
  }
  return drafts.sort((left, right) => right.savedAt - left.savedAt);
}

/** @returns the draft's bytes, undefined when there is none. @throws CrossdockError `request.invalid` for a path that is none */
export async function readDraft(
  directory: string,
  options: { person: string; path: string },
): Promise<Uint8Array | undefined> {
  try {
    return await readFile(fileOf(directory, options.person, options.path));
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/** Keeps a draft: it is on disk, synced, when this returns. @throws CrossdockError `request.invalid` for a path that is none */
export async function writeDraft(
  directory: string,
  options: { person: string; path: string; bytes: Uint8Array },
): Promise<void> {
  const file = fileOf(directory, options.person, options.path);
  await mkdir(dirname(file), { recursive: true });
  // Two pages of one person may save at a time, and save the same.
  const temporary = join(dirname(file), `.${randomUUID()}`);
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(options.bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/** Throws a draft away; none is fine. @throws CrossdockError `request.invalid` for a path that is none */
export async function dropDraft(directory: string, options: { person: string; path: string }): Promise<void> {
  await rm(fileOf(directory, options.person, options.path), { force: true });
}
