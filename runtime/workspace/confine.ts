// Keeps paths that come from outside inside the workspace, symbolic links included.
import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { CrossdockError } from '../engine/errors.ts';

const outside = () => new CrossdockError('request.invalid', 'expected a path below mappings/ or rulesets/');

/** Bytes that a file name may have on the file systems that are in use. */
const MAX_NAME_BYTES = 255;

/** Whether a text is a path of a workspace file: below mappings/ or rulesets/, no dot-files, no steps up. */
export function isWorkspacePath(path: string): boolean {
  const steps = path.split('/');
  return (
    /^(mappings|rulesets)\//.test(path) &&
    !/[\\\0]/.test(path) &&
    steps.every((step) => step !== '' && !step.startsWith('.') && Buffer.byteLength(step) <= MAX_NAME_BYTES)
  );
}

/** A path, or the nearest folder above it that is there, with every symbolic link on the way resolved. */
async function realStart(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      return await realpath(folder);
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || folder === dirname(folder)) throw outside();
    }
  }
}

/**
 * The file that a path from outside names.
 *
 * @param path  decoded, with `/`
 * @returns where it is on disk
 * @throws CrossdockError `request.invalid` when the path, or a symbolic link on its way, leaves the workspace
 */
export async function confined(directory: string, path: string): Promise<string> {
  if (!isWorkspacePath(path)) throw outside();
  const file = join(directory, path);
  // The folder itself may be a link; what stands next to it in the workspace, such as the data directory, is outside.
  const folder = await realStart(join(directory, path.slice(0, path.indexOf('/'))));
  const start = await realStart(file);
  if (start !== folder && !start.startsWith(`${folder}${sep}`)) throw outside();
  return file;
}
