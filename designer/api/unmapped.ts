// Words that came in messages and have no row in a table, from the open exceptions. May import ./request.ts.
import { queryText, requestJson } from './request.ts';

export interface UnmappedWord {
  readonly word: string;
  /** How many open exceptions it has caused. */
  readonly count: number;
  readonly cause: string;
}

/** Words without a row, the most frequent first. */
export async function unmappedWords(table: string, signal: AbortSignal): Promise<readonly UnmappedWord[]> {
  const url = `/v1/exceptions/unmapped${queryText({ table })}`;
  const { words } = await requestJson<{ words: readonly UnmappedWord[] }>(url, { signal });
  return words;
}
