// Words that came in messages and have no row in a table, from the open exceptions. May import ./request.ts and types of http.
import type { UnmappedAnswer } from '../../runtime/http/answers.ts';
import { queryText, requestJson } from './request.ts';

export type UnmappedWord = UnmappedAnswer['words'][number];

/** Words without a row, the most frequent first. */
export async function unmappedWords(table: string, signal: AbortSignal): Promise<readonly UnmappedWord[]> {
  const url = `/v1/exceptions/unmapped${queryText({ table })}`;
  const { words } = await requestJson<UnmappedAnswer>(url, { signal });
  return words;
}
