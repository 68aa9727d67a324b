// One output line of `crossdock run`, made on the thread that evaluated it: text crosses threads more cheaply than documents do.
import type { ErrorJson } from '../engine/errors.ts';
import type { MessageResult } from '../engine/message.ts';

/** Where a receipt begins in the input, when each line is one: its line counted from 1, and its first byte. */
export interface Beginning {
  readonly number: number;
  readonly start: number;
}

/** A line without its end, and whether it tells of an error. */
export interface OutputLine {
  readonly line: string;
  readonly failed: boolean;
}

/** An error whose place counts from the beginning of the input, as the reader of the input does. */
function located(error: ErrorJson, beginning: Beginning | undefined): ErrorJson {
  const { at = {} } = error;
  if (beginning === undefined || at.file !== undefined) return error;
  const line = (at.line ?? 1) + beginning.number - 1;
  return { ...error, at: { ...at, line, ...(at.offset === undefined ? {} : { offset: at.offset + beginning.start }) } };
}

/** The line of an error. */
export function errorLine(error: ErrorJson, beginning?: Beginning): OutputLine {
  return { line: JSON.stringify({ error: located(error, beginning) }), failed: true };
}

/** The line of one receipt: the documents and decisions of its messages, or the first error. */
export function lineOf(results: readonly MessageResult[], beginning?: Beginning): OutputLine {
  const failed = results.find((result) => result.error !== undefined);
  if (failed?.error !== undefined) return errorLine(failed.error, beginning);
  const documents = results.flatMap((result) => result.documents);
  const decisions = results.flatMap((result) => result.decisions);
  return { line: JSON.stringify({ documents, decisions }), failed: false };
}
