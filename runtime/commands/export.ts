// `crossdock export <what>`: documents, messages or exceptions as JSON lines; masked, and written down before the first line goes out.
import { CrossdockError } from '../engine/errors.ts';
import { AccessBook } from '../governance/access-book.ts';
import { maskDocument, type Shown } from '../model/masking.ts';
import { DOCUMENT_SCHEMAS } from '../model/schemas.ts';
import type { CanonicalDocument, PrivacyClass } from '../model/types.ts';
import type { Connection } from '../store/database.ts';
import { documentsOfType } from '../store/documents.ts';
import { listExceptions } from '../store/exception-queue.ts';
import { pageOfMessages } from '../store/messages.ts';
import { openRecorded } from '../store/recorded.ts';
import type { EvaluatedMessage } from '../workers/tasks.ts';
import { EXIT, type Streams } from './command.ts';
import { configOf, type DataOptions, operatorName } from './token.ts';

const PAGE = 500;
const MIN_REASON = 8;
const CLASSES: readonly PrivacyClass[] = ['personal', 'payment'];

/** What was mapped, as its reader may see it; what was erased stays a line that says so. */
function documentsIn(evaluated: () => string, shown: Shown): unknown {
  try {
    const { documents } = JSON.parse(evaluated()) as EvaluatedMessage;
    return documents.map((document) => maskDocument(document, shown));
  } catch (thrown) {
    if ((thrown as CrossdockError).code === 'data.erased') return 'erased';
    throw thrown;
  }
}

function* messageLines(connection: Connection, shown: Shown): Generator<object> {
  for (let before: number | undefined; ; ) {
    const rows = pageOfMessages(connection, { limit: PAGE, ...(before === undefined ? {} : { before }) });
    for (const row of rows)
      yield {
        id: row.id,
        receipt: row.receipt_id,
        source: row.source,
        mapping: row.mapping,
        status: row.status,
        receivedAt: new Date(row.created_at).toISOString(),
        documents: documentsIn(() => row.evaluated, shown),
      };
    if (rows.length < PAGE) return;
    before = rows.at(-1)?.seq;
  }
}

function* exceptionLines(connection: Connection): Generator<object> {
  for (let before: number | undefined; ; ) {
    const rows = listExceptions(connection, { limit: PAGE, ...(before === undefined ? {} : { before }) });
    for (const { detail: _, ...row } of rows) yield row;
    if (rows.length < PAGE) return;
    before = rows.at(-1)?.seq;
  }
}

function* documentLines(connection: Connection, type: string, shown: Shown): Generator<object> {
  for (const row of documentsOfType(connection, type)) {
    let view: CanonicalDocument | undefined;
    try {
      ({ view } = row);
    } catch (thrown) {
      if ((thrown as CrossdockError).code !== 'data.erased') throw thrown;
    }
    yield view === undefined ? { type: row.type, key: row.key, erased: true } : maskDocument(view, shown);
  }
}

function shownOf(options: { show?: string; reason?: string }): Shown {
  const words = options.show === undefined ? [] : options.show.split(',').map((word) => word.trim());
  if (words.some((word) => !(CLASSES as readonly string[]).includes(word)))
    throw new CrossdockError('usage.invalid', `--show: expected ${CLASSES.join(',')}`);
  if (words.length > 0 && (options.reason ?? '').trim().length < MIN_REASON)
    throw new CrossdockError('usage.invalid', `--reason: expected why ${words.join(' and ')} data is to be shown`);
  return new Set(words as PrivacyClass[]);
}

function linesOf(connection: Connection, what: string, shown: Shown): Generator<object> {
  if (what === 'messages') return messageLines(connection, shown);
  if (what === 'exceptions') return exceptionLines(connection);
  return documentLines(connection, what, shown);
}

/** @throws CrossdockError `usage.invalid`, `store.…` */
export async function exportLines(
  what: string,
  options: DataOptions & { show?: string; reason?: string },
  streams: Streams,
): Promise<number> {
  const known = ['messages', 'exceptions', ...Object.keys(DOCUMENT_SCHEMAS)];
  if (!known.includes(what)) throw new CrossdockError('usage.invalid', `expected one of ${known.join(', ')}`);
  const shown = shownOf(options);
  const { data, encryption } = configOf(options);
  const connection = openRecorded(data, encryption.keys);
  const book = new AccessBook(data);
  try {
    const detail = { shown: [...shown], reason: options.reason ?? null };
    book.note({ actor: operatorName(), action: 'export.made', subject: what, detail }, Date.now());
    for (const line of linesOf(connection, what, shown)) {
      if (!streams.stdout.write(`${JSON.stringify(line)}\n`))
        await new Promise((resolve) => streams.stdout.once('drain', resolve));
    }
  } finally {
    book.close();
    connection.close();
  }
  return EXIT.ok;
}
