// Words that came in messages and have no row in a table: from the open exceptions. May import ./request.ts.
import { queryText, requestJson } from './request.ts';

export interface UnmappedWord {
  readonly word: string;
  /** How many open exceptions it has caused. */
  readonly count: number;
  readonly cause: string;
}

interface Answer {
  readonly exceptions: readonly {
    readonly cause: string;
    readonly detail: { readonly subject?: string; readonly actual?: string };
  }[];
  readonly groups: readonly { readonly cause: string; readonly count: number }[];
}

const PAGE = 200;

/** The error says `the code "on-hold"`; one that was too long to be said in full is no word to add. */
function wordIn(actual: string | undefined): string | undefined {
  const quoted = /^the code (".*")$/s.exec(actual ?? '')?.[1];
  if (quoted === undefined) return undefined;
  try {
    const word: unknown = JSON.parse(quoted);
    return typeof word === 'string' && !word.endsWith('…') ? word : undefined;
  } catch {
    // Masked for this reader.
    return undefined;
  }
}

/** Words without a row, the most frequent first. */
export async function unmappedWords(table: string, signal: AbortSignal): Promise<readonly UnmappedWord[]> {
  const query = queryText({ code: 'mapping.unmapped', limit: PAGE });
  const { exceptions, groups } = await requestJson<Answer>(`/v1/exceptions${query}`, { signal });
  const counts = new Map(groups.map(({ cause, count }) => [cause, count]));
  const words = new Map<string, UnmappedWord>();
  for (const { cause, detail } of exceptions) {
    const word = wordIn(detail.actual);
    if (detail.subject === table && word !== undefined) words.set(word, { word, count: counts.get(cause) ?? 1, cause });
  }
  return [...words.values()].sort((a, b) => b.count - a.count);
}
