// What a running sidecar does for its governance beside its messages: follows bundles, takes over acts, signs the audit log.
import type { Sidecar } from '../pipeline/sidecar.ts';
import type { AccessBook } from './access-book.ts';
import { takeOverActs } from './acts.ts';
import { signHead } from './audit-heads.ts';
import type { Publishing } from './publishing.ts';

/** How often acts of the command line are taken over into the audit log. */
const TAKE_OVER_MS = 5_000;
/** How often it is looked whether the command line has put another bundle into force. */
const FOLLOW_MS = 500;

export interface Duties {
  /** Does everything once more, and ends. Call it before the sidecar closes. */
  stop(): Promise<void>;
}

/** Begins the duties. Failures are logged and tried again. */
export async function startDuties(options: {
  sidecar: Sidecar;
  book: AccessBook;
  publishing: Publishing;
  log: (level: 'info' | 'error', message: string, fields: Record<string, unknown>) => void;
}): Promise<Duties> {
  const { sidecar, book, publishing, log } = options;
  const trying = (what: string, work: () => Promise<unknown>) => () =>
    work().catch((thrown: unknown) => log('error', what, { error: (thrown as Error).message }));
  const takeOver = trying('acts could not be taken over into the audit log', () => takeOverActs(sidecar, book));
  const follow = trying('a bundle was not put into force', () => publishing.follow());
  const sign = trying('the head of the audit log could not be signed', async () => {
    if (sidecar.database.failed !== undefined) return;
    const head = signHead(sidecar.config.data, sidecar.database.connection, sidecar.clock());
    // Also a copy that whoever collects the logs keeps elsewhere.
    if (head !== undefined) log('info', 'audit head signed', { row: head.row, hash: head.hash });
  });
  await takeOver();
  await sign();
  const timers = [
    setInterval(takeOver, TAKE_OVER_MS),
    setInterval(follow, FOLLOW_MS),
    setInterval(sign, sidecar.config.audit.headEveryMs),
  ];
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await takeOver();
      await sign();
    },
  };
}
