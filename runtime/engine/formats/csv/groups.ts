// Puts consecutive rows with the same key together into one message. May import ../../errors.ts, ../fault.ts, ../format.ts and ../text.
import type { Finding, Place } from '../../errors.ts';
import { fault } from '../fault.ts';
import type { DecodedMessage } from '../format.ts';

/** One row as a message of its own, with its line. */
export interface RowMessage {
  readonly message: DecodedMessage;
  readonly line: number;
}

interface Group {
  /** Undefined for rows whose key cannot be told. */
  readonly key: string | undefined;
  readonly rows: RowMessage[];
  /** Line of an unreadable row that may belong to the group. */
  readonly besideLine: number | undefined;
}

/**
 * `{ "rows": […] }` for each run of rows with the same text in `column`; a row with a blank there continues the run.
 *
 * A row that cannot be read may belong to the group before it or to the one after it: both are held, because a group that lacks a row
 * looks like a complete one.
 */
export function groupRows(rows: readonly RowMessage[], column: string): DecodedMessage[] {
  const groups: Group[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    const key = row.message.error ? undefined : keyOf(row.message.value, column);
    if (last && (row.message.error || key === undefined || key === last.key)) last.rows.push(row);
    else groups.push({ key, rows: [row], besideLine: last && brokenAtEnd(last) });
  }
  return groups.map((group, index) => groupMessage(group, index, column));
}

function keyOf(row: unknown, column: string): string | undefined {
  const cell = (row as Readonly<Record<string, unknown>>)[column];
  return typeof cell === 'string' && cell.trim() !== '' ? cell : undefined;
}

function brokenAtEnd(group: Group): number | undefined {
  const last = group.rows.at(-1);
  return last?.message.error && last.line;
}

function groupMessage(group: Group, index: number, column: string): DecodedMessage {
  const messages = group.rows.map((row) => row.message);
  const range = { index, start: messages[0]!.start, end: messages.at(-1)!.end };
  const findings: Finding[] = messages.flatMap((message) => message.findings);
  const broken = messages.find((message) => message.error)?.error;
  if (broken) return { ...range, findings, error: broken };
  const line = group.rows[0]!.line;
  if (group.besideLine !== undefined) {
    const actual = `an unreadable row on line ${group.besideLine} that may belong to the rows`;
    return {
      ...range,
      findings,
      error: fault('format.csv.syntax', { expected: 'all rows of a group', actual, at: { line } }),
    };
  }
  if (group.key === undefined) {
    const expected = `a value in column "${column}" of the first row`;
    return {
      ...range,
      findings,
      error: fault('format.csv.syntax', { expected, actual: 'a blank cell', at: { line } }),
    };
  }
  const locate = (pointer: string): Place | undefined => locateInGroup(messages, pointer);
  return { ...range, value: { rows: messages.map((message) => message.value) }, findings, locate };
}

function locateInGroup(messages: readonly DecodedMessage[], pointer: string): Place | undefined {
  const [, index, rest = ''] = /^\/rows\/(\d+)(\/.*)?$/s.exec(pointer) ?? [];
  const row = index === undefined ? messages[0] : messages[Number(index)];
  const place = row?.locate?.(rest);
  return place && { ...place, path: pointer };
}
