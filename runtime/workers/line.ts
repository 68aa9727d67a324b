// The output lines of `crossdock run`, made on the thread that evaluates: text crosses threads more cheaply than documents do,
// and bytes of many lines more cheaply than line by line.
import type { ErrorJson } from '../engine/errors.ts';
import type { MessageResult } from '../engine/message.ts';

/** Where a receipt begins in the input, when each line is one: its line counted from 1, and its first byte. */
export interface Beginning {
  readonly number: number;
  readonly start: number;
}

/** A line with its end, and whether it tells of an error. */
export interface OutputLine {
  readonly line: string;
  readonly failed: boolean;
}

/** Lines in UTF-8 as they are written, and how many of them tell of an error. */
export interface OutputLines {
  /** Memory of their own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly failed: number;
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
  return { line: `${JSON.stringify({ error: located(error, beginning) })}\n`, failed: true };
}

/** The line of one receipt: the documents and decisions of its messages, or the first error. */
export function lineOf(results: readonly MessageResult[], beginning?: Beginning): OutputLine {
  const failed = results.find((result) => result.error !== undefined);
  if (failed?.error !== undefined) return errorLine(failed.error, beginning);
  const documents = results.flatMap((result) => result.documents);
  const decisions = results.flatMap((result) => result.decisions);
  return { line: `${JSON.stringify({ documents, decisions })}\n`, failed: false };
}

const UTF8 = new TextEncoder();

/** Lines as they are written. */
export function outputOf(lines: readonly OutputLine[]): OutputLines {
  const text = lines.length === 1 ? (lines[0] as OutputLine).line : lines.map(({ line }) => line).join('');
  return { bytes: UTF8.encode(text), failed: lines.filter(({ failed }) => failed).length };
}
