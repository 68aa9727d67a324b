// Destination `file`: each delivery becomes a file, written under a temporary name, synced, and renamed.
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Destination, Outcome, Outgoing } from './connector.ts';

export interface FileSettings {
  readonly type: 'file';
  /** The folder; made when it is not there. */
  readonly directory: string;
}

/** Errors that another attempt cannot mend without somebody's help still get retried: a full or unmounted disk comes back. */
function outcomeOf(thrown: unknown): Outcome {
  const { code = 'error' } = thrown as NodeJS.ErrnoException;
  return { kind: 'retry', reason: `the file cannot be written (${code})` };
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * The name holds the delivery's id, so a repeated attempt writes the same file again and a reader never sees half of one.
 */
export function fileDestination(settings: FileSettings): Destination {
  const { directory } = settings;
  return {
    async send(outgoing: Outgoing): Promise<Outcome> {
      const target = join(directory, outgoing.fileName);
      const temporary = join(directory, `.${outgoing.fileName}.tmp`);
      try {
        await mkdir(directory, { recursive: true });
        const handle = await open(temporary, 'w');
        try {
          await handle.writeFile(outgoing.body);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(temporary, target);
        await syncDirectory(directory);
        return { kind: 'delivered' };
      } catch (thrown) {
        return outcomeOf(thrown);
      }
    },
  };
}
