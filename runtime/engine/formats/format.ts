// What every format is: one file beside this one that decodes receipts and encodes deliveries. `index.ts` is the list.
import type { ErrorJson, Finding, Place } from '../errors.ts';

export type FormatName = 'json' | 'ndjson' | 'csv' | 'xml' | 'x12' | 'edifact';

export interface DecodeLimits {
  /** Bytes of one receipt. */
  readonly maxBytes: number;
  /** Levels of nesting of one message. */
  readonly maxDepth: number;
  /** Messages in one receipt. */
  readonly maxMessages: number;
}

export const DEFAULT_DECODE_LIMITS: DecodeLimits = { maxBytes: 64 * 1024 * 1024, maxDepth: 64, maxMessages: 1_000_000 };

/** Options of one format, as the manifest's `from.options` gives them; each format documents and checks its own. */
export type FormatOptions = Readonly<Record<string, unknown>>;

/** What the envelope of an EDI message says; other formats have none. */
export interface Envelope {
  readonly syntax: 'x12' | 'edifact';
  /** Transaction set or message type: `850`, `ORDERS`. */
  readonly kind: string;
  /** `004010`, `D:96A:UN`. */
  readonly version: string;
  readonly sender: string;
  readonly receiver: string;
  readonly interchangeControl: string;
  readonly groupControl?: string;
  readonly messageControl: string;
  /** True when the interchange is marked as a test (ISA15 = T, UNB 0035 = 1). */
  readonly test: boolean;
}

/** One business document out of a receipt. */
export interface DecodedMessage {
  /** Position in the receipt, from 0. */
  readonly index: number;
  /** What the mapping sees: plain JSON values. Absent when `error` is set. */
  readonly value?: unknown;
  /** The same with every number as a JavaScript number, for the source schema; absent when `value` already is. */
  readonly schemaValue?: unknown;
  readonly findings: readonly Finding[];
  /** Set when this message cannot be read: it is held, its neighbours go on. */
  readonly error?: ErrorJson;
  /** Byte range in the receipt, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly envelope?: Envelope;
  /** Where the value at a JSON Pointer stands in the receipt, when the format keeps that. */
  readonly locate?: (pointer: string) => Place | undefined;
}

/** A technical answer that the sender of the receipt is owed: a 997 or a CONTRL. */
export interface Acknowledgement {
  readonly format: FormatName;
  /** `997` or `CONTRL`. */
  readonly kind: string;
  readonly body: Uint8Array;
  /** The partner it goes to: the sender of the inbound interchange. */
  readonly receiver: string;
  readonly sender: string;
}

export interface Decoded {
  /** Never empty: a receipt that cannot be read at all is one message with `error`. */
  readonly messages: readonly DecodedMessage[];
  /** Remarks on the receipt as a whole: envelope, byte order mark, delimiters. */
  readonly findings: readonly Finding[];
}

/** Envelope data for an outbound EDI message; the pipeline numbers it, tests fix it. */
export interface EncodeEnvelope {
  readonly sender: string;
  readonly senderQualifier?: string;
  readonly receiver: string;
  readonly receiverQualifier?: string;
  /** Control numbers of interchange, group and message; digits only. */
  readonly interchangeControl: string;
  readonly groupControl?: string;
  readonly messageControl?: string;
  /** RFC 3339: when the interchange is prepared. */
  readonly preparedAt: string;
  readonly test?: boolean;
  readonly version?: string;
}

export interface EncodeOptions {
  readonly envelope?: EncodeEnvelope;
  readonly options?: FormatOptions;
}

export interface Format {
  readonly name: FormatName;
  /** File extensions of examples, without the dot, the first being the usual one. */
  readonly extensions: readonly string[];
  readonly contentType: string;
  readonly summary: string;
  /** The standard, its edition and section. */
  readonly source: string;
  /** Never throws on content: what cannot be read comes back as `error` of a message. */
  decode(bytes: Uint8Array, options?: { limits?: DecodeLimits; options?: FormatOptions }): Decoded;
  /** @throws CrossdockError `format.encode` when the value does not fit the format */
  encode(value: unknown, options?: EncodeOptions): Uint8Array;
  /** Answers an inbound interchange; EDI formats only. `rejected` are the indexes of messages that were held for their syntax. */
  acknowledge?(
    bytes: Uint8Array,
    decoded: Decoded,
    envelope: { preparedAt: string; control: string },
  ): readonly Acknowledgement[];
}
