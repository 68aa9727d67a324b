// The one error class and the one table of codes. A code is defined by what the reader does next.
// Imports nothing; every other file of the engine may import it.

/** Where a fault is. Only what is known is set; offsets are bytes from the start of the receipt, lines and columns count from 1. */
export interface Place {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** JSON Pointer into the message or document. */
  readonly path?: string;
  /** EDI segment tag and its position in its message, counted from 1, for example `PO1` and `7`. */
  readonly segment?: string;
  readonly segmentIndex?: number;
  /** EDI element reference, for example `PO102`. */
  readonly element?: string;
  readonly offset?: number;
}

/** Who has to look first: the words of the operator's queue. */
export type Category = 'data' | 'mapping' | 'rule' | 'contract' | 'limit' | 'state' | 'delivery' | 'system';

interface CodeEntry {
  /** What happened, in one plain sentence without payload values. */
  readonly title: string;
  readonly category: Category;
  /** HTTP status when the code ends a request. */
  readonly status: number;
  readonly retryable: boolean;
}

const entry = (title: string, category: Category, status = 422, retryable = false): CodeEntry => ({
  title,
  category,
  status,
  retryable,
});

/** Every code the product can answer with. */
export const ERROR_CODES = {
  'format.empty': entry('The message has no content', 'data'),
  'format.encoding': entry('The bytes are not in the expected character encoding', 'data'),
  'format.too-large': entry('The message is larger than the limit', 'limit', 413),
  'format.too-deep': entry('The message is nested deeper than the limit', 'limit'),
  'format.too-many': entry('The receipt holds more messages than the limit', 'limit', 413),
  'format.unknown': entry('There is no format of that name', 'mapping', 500),
  'format.encode': entry('The mapped value cannot be written in the format of the destination', 'mapping'),
  'format.json.syntax': entry('The message is not valid JSON', 'data'),
  'format.json.duplicate-key': entry('An object of the message names the same key twice', 'data'),
  'format.json.split': entry('The message has no array where it is to be split', 'data'),
  'format.csv.syntax': entry('The message is not readable as delimited text', 'data'),
  'format.csv.header': entry('The header row cannot be used', 'data'),
  'format.xml.syntax': entry('The message is not well-formed XML', 'data'),
  'format.xml.entity': entry('The message declares entities or a document type, which is refused', 'data'),
  'format.x12.not-x12': entry('The bytes hold no X12 interchange', 'data'),
  'format.x12.envelope': entry('The X12 envelope of the transaction set has an error', 'data'),
  'format.x12.segment': entry('A segment of the transaction set cannot be read', 'data'),
  'format.edifact.not-edifact': entry('The bytes hold no EDIFACT interchange', 'data'),
  'format.edifact.envelope': entry('The EDIFACT envelope of the message has an error', 'data'),
  'format.edifact.segment': entry('A segment of the message cannot be read', 'data'),
  'contract.invalid': entry('The message does not fit the source schema', 'contract'),
  'mapping.unknown': entry('There is no mapping of that name', 'mapping', 404),
  'mapping.no-match': entry('No mapping takes this message', 'mapping'),
  'mapping.syntax': entry('The mapping is not valid JSONata', 'mapping', 500),
  'mapping.failed': entry('The mapping ended with an error', 'mapping'),
  'mapping.unmapped': entry('A code of the message has no row in its table', 'data'),
  'mapping.unknown-table': entry('The mapping names a table that does not exist', 'mapping', 500),
  'mapping.empty': entry('The mapping gave no document', 'mapping'),
  'mapping.output': entry('The mapping gave something that is not a canonical document', 'mapping'),
  'mapping.timeout': entry('The mapping took longer than the limit', 'limit'),
  'mapping.too-many-steps': entry('The mapping took more steps than the limit', 'limit'),
  'mapping.too-deep': entry('The mapping recursed deeper than the limit', 'limit'),
  'mapping.worker-ended': entry('The evaluation used more memory than the limit', 'limit'),
  'mapping.output-too-large': entry('The mapping gave more output than the limit', 'limit'),
  'document.invalid': entry('The mapped document does not fit the common model', 'mapping'),
  'schema.invalid': entry('The JSON Schema is not valid', 'mapping', 500),
  'function.argument': entry('A function was called with a value it cannot use', 'data'),
  'rule.blocked': entry('A rule holds the document', 'rule'),
  'rule.failed': entry('A ruleset ended with an error', 'rule'),
  'rule.timeout': entry('A ruleset took longer than the limit', 'limit'),
  'ruleset.unknown': entry('There is no ruleset of that name', 'mapping', 404),
  'ruleset.invalid': entry('The ruleset is not valid', 'mapping', 500),
  'engine.diverged': entry('Compiled code differed from the reference, which now answers in its place', 'system', 500),
  'state.ownership': entry('A system tried to change a field that another system owns', 'state'),
  'state.transition': entry('The change of status is not allowed', 'state'),
  'state.conflict': entry('The document contradicts the state', 'state'),
  'delivery.rejected': entry('The destination refused the delivery', 'delivery'),
  'delivery.exhausted': entry('The destination did not take the delivery after the last attempt', 'delivery'),
  'delivery.mapping': entry('The delivery could not be mapped or encoded', 'mapping'),
  'destination.unknown': entry('There is no destination of that name', 'system', 404),
  'source.unknown': entry('There is no source of that name', 'system', 404),
  'source.signature': entry('The signature of the request is missing or wrong', 'system', 401),
  'auth.required': entry('Nobody knows who sends this request', 'system', 401),
  'auth.forbidden': entry('Whoever sends this request may not do that', 'system', 403),
  'auth.cross-site': entry('The request was sent by a page of another site', 'system', 403),
  'auth.limited': entry('Too many attempts to log in have failed', 'system', 429, true),
  'auth.provider': entry('The login provider cannot be used', 'system', 502, true),
  'auth.host': entry('The sidecar does not answer to that host name', 'system', 421),
  'source.address': entry('The source may not send from this address', 'system', 403),
  'source.certificate': entry('The source sends no certificate that it is known by', 'system', 403),
  'source.too-fast': entry('The source sends more than its share', 'system', 429, true),
  'request.invalid': entry('The request is not valid', 'system', 400),
  'request.method': entry('The address does not take that method', 'system', 405),
  'request.not-found': entry('There is nothing at that address', 'system', 404),
  'request.conflict': entry('The request contradicts the current state', 'system', 409),
  'request.too-large': entry('The body is larger than the limit', 'limit', 413),
  'intake.overloaded': entry('The sidecar takes no more messages for the moment', 'system', 503, true),
  'intake.draining': entry('The sidecar is shutting down', 'system', 503, true),
  'store.unavailable': entry('The store cannot write', 'system', 503, true),
  'store.locked': entry('Another process holds the data directory', 'system', 503),
  'store.full': entry('The disk is full', 'system', 503, true),
  'store.corrupt': entry('The data directory cannot be read', 'system', 500),
  'store.key': entry('The keys that the store is sealed with are not here', 'system', 500),
  'data.erased': entry('What was asked for was erased', 'system', 410),
  'store.lease-lost': entry('The message is no longer held by this worker', 'system', 409),
  'worker.unavailable': entry('No thread can evaluate messages', 'system', 503, true),
  'workspace.file': entry('A file of the workspace is not valid', 'mapping', 500),
  'workspace.missing': entry('The workspace cannot be found', 'mapping', 500),
  'bundle.invalid': entry('The bundle is not one, or was changed', 'system', 422),
  'bundle.signature': entry('No trusted key has signed the bundle', 'system', 422),
  'bundle.broken': entry('The workspace in the bundle cannot be put into force', 'mapping', 422),
  'config.invalid': entry('The configuration is not valid', 'system', 500),
  'usage.invalid': entry('The command line is not valid', 'system', 400),
  internal: entry('Something went wrong inside Crossdock', 'system', 500),
} as const satisfies Record<string, CodeEntry>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetail {
  /** What the code expected, in words: never a payload value. */
  readonly expected?: string;
  /** The kind of what came (`a string`, `12 bytes`, `no value`): never a payload value. Codes of code lists are allowed. */
  readonly actual?: string;
  readonly at?: Place;
  /** Name of a table, mapping, rule … that the reader should open. */
  readonly subject?: string;
  /** What to do about it, in one sentence. */
  readonly help?: string;
  /** When it is worth trying again. */
  readonly retryAfterMs?: number;
}

/** The plain form of an error: stored, sent to clients, moved between threads. */
export interface ErrorJson extends ErrorDetail {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The one error class. `message` says what was expected, what came and where, and holds no payload values. */
export class CrossdockError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message?: string, detail: ErrorDetail & { cause?: unknown } = {}) {
    const { cause, ...rest } = detail;
    super(message ?? ERROR_CODES[code].title, cause === undefined ? undefined : { cause });
    this.name = 'CrossdockError';
    this.code = code;
    this.detail = rest;
  }

  get category(): Category {
    return ERROR_CODES[this.code].category;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  toJSON(): ErrorJson {
    return { code: this.code, message: this.message, ...this.detail };
  }
}

/** The plain form of anything thrown; what is not ours becomes `fallback`. */
export function errorJson(thrown: unknown, fallback: ErrorCode = 'internal'): ErrorJson {
  if (thrown instanceof CrossdockError) return thrown.toJSON();
  const message = thrown instanceof Error ? thrown.message : undefined;
  return { code: fallback, message: message ?? ERROR_CODES[fallback].title };
}

/** A remark on a message that does not by itself end it. */
export interface Finding {
  /** Stable, namespaced: `x12.se01-count`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly at?: Place;
}
