// What goes wrong in a request, as the sidecar says it (RFC 9457), and the words that a person reads. Imports nothing.

export interface Problem {
  readonly status: number;
  readonly title: string;
  /** Code of the sidecar's table of errors; `network` when no answer came, `unreadable` when it was none of ours. */
  readonly code: string;
  readonly detail?: string;
  readonly help?: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly subject?: string;
  readonly at?: {
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
    readonly path?: string;
  };
}

/** Thrown by every request that has no good answer. */
export class RequestError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause: unknown }) {
    super(problem.detail ?? problem.title, options);
    this.name = 'RequestError';
    this.problem = problem;
  }
}

/** Where a problem is, as people write it: `mappings/a/mapping.jsonata:3:7`. */
export function placeOf(problem: Problem): string | undefined {
  const { file, line, column, path } = problem.at ?? {};
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return [place, path].filter((part) => part !== undefined && part !== '').join(' ') || undefined;
}

/** Title and explanation of anything that was thrown, without a stack and without a code. */
export function wordsOf(thrown: unknown): { title: string; detail?: string; help?: string } {
  if (!(thrown instanceof RequestError))
    return { title: 'Something went wrong here', detail: thrown instanceof Error ? thrown.message : String(thrown) };
  const { problem } = thrown;
  const place = placeOf(problem);
  const detail = problem.detail === undefined || problem.detail === problem.title ? undefined : problem.detail;
  return {
    title: problem.title,
    detail: [place, detail].filter((part) => part !== undefined).join(': ') || undefined,
    help: problem.help,
  };
}
