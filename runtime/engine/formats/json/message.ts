// One JSON text as a message of a receipt; shared by json and ndjson. May import ../../errors.ts, ../fault.ts, ../format.ts, the files beside it and ../text.
import type { ErrorJson, Place } from '../../errors.ts';
import { fault } from '../fault.ts';
import type { DecodedMessage, DecodeLimits } from '../format.ts';
import { pointerTokens } from '../text/pointer.ts';
import type { JsonFault } from './find-fault.ts';
import { findValue } from './pointer.ts';
import { readJson } from './value.ts';

/** Where a part of a receipt stands. */
export interface JsonPart {
  readonly bytes: Uint8Array;
  readonly index: number;
  /** Byte range in the receipt, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** The text of `bytes` where the caller has it already. */
  readonly text?: string;
  /** Place in the receipt of byte `offset` of `bytes`. */
  readonly place: (offset: number) => Place;
}

/** The message that the part holds, or the message with the error that tells why it holds none. Never throws. */
export function jsonMessage(part: JsonPart, limits: DecodeLimits): DecodedMessage {
  const { bytes, index, start, end, place } = part;
  const read = readJson(bytes, limits.maxDepth, part.text);
  if (read.kind === 'fault') return { index, findings: [], error: jsonError(read.fault, place), start, end };
  const locate = (pointer: string) => locateJson(bytes, pointer, place);
  const { kind: _, ...values } = read;
  return { index, ...values, findings: [], start, end, locate };
}

/** The error of a fault, with its place in the receipt. */
export function jsonError(found: JsonFault, place: (offset: number) => Place): ErrorJson {
  const { code, expected, actual, path, help, offset } = found;
  const at = { ...place(offset), ...(path === '' ? {} : { path }) };
  return fault(code, { expected, actual, at, ...(help === undefined ? {} : { help }) });
}

function locateJson(bytes: Uint8Array, pointer: string, place: (offset: number) => Place): Place | undefined {
  const tokens = pointerTokens(pointer);
  const span = tokens && findValue(bytes, tokens);
  return span && { ...place(span.start), path: pointer };
}
