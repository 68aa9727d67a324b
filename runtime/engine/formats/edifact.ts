// UN/EDIFACT: interchanges of messages, read with the service characters their UNA declares. May import ../errors.ts, fault.ts, format.ts and the edi folder.
import type { ErrorJson } from '../errors.ts';
import { acknowledgeEdifact } from './edi/edifact-acknowledge.ts';
import { encodeEdifact } from './edi/edifact-encode.ts';
import { messageGuide } from './edi/edifact-guides.ts';
import { messageFindings, receiptFindings, unhComponent } from './edi/edifact-judge.ts';
import { pointOf } from './edi/edifact-numbers.ts';
import { EDIFACT_TAGS, type EdifactReceipt, readEdifact } from './edi/edifact-read.ts';
import type { Interchange, MessageSegments } from './edi/envelope.ts';
import { finding } from './edi/findings.ts';
import { type EdiMessage, ediMessage } from './edi/message.ts';
import { componentOf, type Segment } from './edi/segment.ts';
import type { TreeHeader } from './edi/tree.ts';
import { fault, optionFault, refused, sizeFault, tooManyFault } from './fault.ts';
import { DEFAULT_DECODE_LIMITS, type Decoded, type DecodeLimits, type Envelope, type Format } from './format.ts';

export const edifact: Format = {
  name: 'edifact',
  extensions: ['edi', 'edifact', 'txt'],
  contentType: 'application/edifact',
  summary: 'UN/EDIFACT interchanges; each message is a message, faults of envelopes are findings, CONTRL answers',
  source: 'ISO 9735:1988 (syntax versions 1 to 3) and ISO 9735-1:1998 (version 4); media type of RFC 1767',

  decode(bytes, { limits = DEFAULT_DECODE_LIMITS, options } = {}) {
    const early = optionFault('edifact', options, {}) ?? sizeFault(bytes, limits);
    if (early) return refused(bytes, early, early.code === 'format.empty' ? [finding('edifact.empty')] : []);
    const receipt = readEdifact(bytes, limits.maxMessages);
    if (!receipt) return notEdifact(bytes);
    const { messages: found } = receipt.walk;
    if (found.length > limits.maxMessages) return refused(bytes, tooManyFault(limits));
    const seen = new Map<Interchange, Set<string>>();
    const messages = found.map((message, index) => decodedMessage(receipt, message, { index, seen, limits }));
    const findings = receiptFindings(receipt);
    return messages.length > 0 ? { messages, findings } : refused(bytes, noMessages(bytes), findings);
  },

  encode(value, options = {}) {
    return encodeEdifact(value, options);
  },

  acknowledge(bytes, decoded, envelope) {
    return acknowledgeEdifact(bytes, decoded, envelope);
  },
};

interface MessageContext {
  readonly index: number;
  readonly seen: Map<Interchange, Set<string>>;
  readonly limits: DecodeLimits;
}

function decodedMessage(
  { source }: EdifactReceipt,
  message: MessageSegments,
  { index, seen, limits }: MessageContext,
): EdiMessage {
  const { interchange, group, segments } = message;
  const headers: TreeHeader[] = [];
  if (interchange.header) headers.push({ segment: interchange.header, name: 'UNB' });
  if (group.header) headers.push({ segment: group.header, name: 'UNG' });
  return ediMessage({
    index,
    start: segments[0]!.start,
    end: segments.at(-1)!.next,
    tree: {
      source,
      delimiters: interchange.delimiters,
      headers,
      segments,
      guide: messageGuide(unhComponent(source, message, 2, 1)).groups,
      respell: pointOf,
    },
    findings: messageFindings(source, message, seen),
    ...(message.hasHeader && { envelope: envelopeOf(source, message) }),
    errors: { envelope: 'format.edifact.envelope', segment: 'format.edifact.segment' },
    maxDepth: limits.maxDepth,
    frame: EDIFACT_TAGS.message,
  });
}

/** What the envelopes say. The version is version, release, agency and, where there is one, the association's code. */
function envelopeOf(source: EdifactReceipt['source'], message: MessageSegments): Envelope {
  const { interchange, group } = message;
  const text = (segment: Segment | undefined, k: number) =>
    segment ? componentOf(source, segment, k, 1, interchange.delimiters).trim() : '';
  const version = [2, 3, 4, 5].map((c) => unhComponent(source, message, 2, c));
  while (version.at(-1) === '') version.pop();
  const groupControl = text(group.header, 5);
  return {
    syntax: 'edifact',
    kind: unhComponent(source, message, 2, 1),
    version: version.join(':'),
    sender: text(interchange.header, 2),
    receiver: text(interchange.header, 3),
    interchangeControl: text(interchange.header, 5),
    ...(groupControl !== '' && { groupControl }),
    messageControl: unhComponent(source, message, 1, 1),
    test: text(interchange.header, 11) === '1',
  };
}

function notEdifact(bytes: Uint8Array): Decoded {
  const isBlank = bytes.every((byte) => byte <= 0x20);
  if (isBlank)
    return refused(bytes, fault('format.empty', { expected: 'a message', actual: 'only blanks' }), [
      finding('edifact.empty'),
    ]);
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  const help = /ISA[^A-Za-z0-9]/.test(head) ? { help: 'The bytes look like X12: use the format x12' } : {};
  const error: ErrorJson = fault('format.edifact.not-edifact', {
    expected: 'a UNB or UNH segment',
    actual: `${bytes.length} bytes without one`,
    ...help,
  });
  return refused(bytes, error, [finding('edifact.not-edifact')]);
}

const noMessages = (bytes: Uint8Array): ErrorJson =>
  fault('format.edifact.envelope', { expected: 'a message', actual: `none in ${bytes.length} bytes` });
