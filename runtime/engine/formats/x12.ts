// ASC X12: interchanges of transaction sets, read with the delimiters their ISA declares. May import ../errors.ts, fault.ts, format.ts and the edi folder.
import type { ErrorJson, Finding } from '../errors.ts';
import type { Group, MessageSegments } from './edi/envelope.ts';
import { finding } from './edi/findings.ts';
import { elementPlace } from './edi/locate.ts';
import { type EdiMessage, ediMessage } from './edi/message.ts';
import { rawElement } from './edi/segment.ts';
import type { TreeHeader } from './edi/tree.ts';
import { acknowledgeX12 } from './edi/x12-acknowledge.ts';
import { contentFindings } from './edi/x12-content.ts';
import { encodeX12 } from './edi/x12-encode.ts';
import { setGuide, UNKNOWN_SET } from './edi/x12-guides.ts';
import { receiptFindings, setEnvelopeFindings } from './edi/x12-judge.ts';
import { headerOf, readX12, stElement, X12_TAGS, type X12Receipt } from './edi/x12-read.ts';
import { isSimpleElement } from './edi/x12-simple.ts';
import { fault, optionFault, refused, sizeFault, tooManyFault } from './fault.ts';
import { DEFAULT_DECODE_LIMITS, type Decoded, type DecodeLimits, type Envelope, type Format } from './format.ts';

export const x12: Format = {
  name: 'x12',
  extensions: ['edi', 'x12', 'txt'],
  contentType: 'application/edi-x12',
  summary: 'ASC X12 interchanges; each transaction set is a message, faults of envelopes are findings, 997 answers',
  source: 'ASC X12.5 and X12.6, 004010 and 005010; media type of RFC 1767',

  decode(bytes, { limits = DEFAULT_DECODE_LIMITS, options } = {}) {
    const early = optionFault('x12', options, {}) ?? sizeFault(bytes, limits);
    if (early) return refused(bytes, early, early.code === 'format.empty' ? [finding('x12.empty')] : []);
    const receipt = readX12(bytes, limits.maxMessages);
    if (!receipt) return notX12(bytes);
    const { messages: sets } = receipt.walk;
    if (sets.length > limits.maxMessages) return refused(bytes, tooManyFault(limits));
    const seen = new Map<string, Group>();
    const messages: EdiMessage[] = sets.map((set, index) => setMessage(receipt, set, { index, seen, limits }));
    messages.push(...acknowledgementMessages(receipt, limits));
    const findings = receiptFindings(receipt);
    return messages.length > 0 ? { messages, findings } : refused(bytes, noSets(bytes), findings);
  },

  encode(value, options = {}) {
    return encodeX12(value, options);
  },

  acknowledge(bytes, decoded, envelope) {
    return acknowledgeX12(bytes, decoded, envelope);
  },
};

interface SetContext {
  readonly index: number;
  readonly seen: Map<string, Group>;
  readonly limits: DecodeLimits;
}

function setMessage(receipt: X12Receipt, set: MessageSegments, { index, seen, limits }: SetContext): EdiMessage {
  const { source } = receipt;
  const kind = stElement(source, set, 1);
  const version = set.group.header ? rawElement(source, set.group.header, 8).trim() : '';
  const findings = [...setEnvelopeFindings(source, set, seen), ...contentFindings(source, set, { kind, version })];
  const envelope = set.hasHeader ? { envelope: envelopeOf(receipt, set) } : {};
  return partMessage(receipt, set, { index, limits, findings, loops: setGuide(kind).loops, ...envelope });
}

interface PartContext {
  readonly index: number;
  readonly limits: DecodeLimits;
  readonly findings: readonly Finding[];
  readonly loops: (typeof UNKNOWN_SET)['loops'];
  readonly envelope?: Envelope;
}

function partMessage({ source }: X12Receipt, set: MessageSegments, context: PartContext): EdiMessage {
  const { interchange, group, segments } = set;
  const headers: TreeHeader[] = [];
  const isa = headerOf(source, interchange);
  if (interchange.header && isa) headers.push({ segment: interchange.header, name: 'ISA', elements: isa });
  if (group.header) headers.push({ segment: group.header, name: 'GS' });
  return ediMessage({
    index: context.index,
    start: segments[0]!.start,
    end: segments.at(-1)!.next,
    tree: {
      source,
      delimiters: interchange.delimiters,
      headers,
      segments,
      guide: context.loops,
      isSimple: isSimpleElement,
    },
    findings: context.findings,
    ...(context.envelope && { envelope: context.envelope }),
    errors: { envelope: 'format.x12.envelope', segment: 'format.x12.segment' },
    maxDepth: context.limits.maxDepth,
    frame: X12_TAGS.message,
    orphan: (origin) => finding('x12.hl-parent', { at: elementPlace(origin, 2) }),
  });
}

/** What the envelopes say; the application codes of the GS stand in for a missing ISA. */
function envelopeOf({ source }: X12Receipt, set: MessageSegments): Envelope {
  const isa = headerOf(source, set.interchange) ?? [];
  const gs = (k: number) => (set.group.header ? rawElement(source, set.group.header, k).trim() : '');
  const groupControl = gs(6);
  return {
    syntax: 'x12',
    kind: stElement(source, set, 1),
    version: gs(8) || stElement(source, set, 3) || (isa[11] ?? ''),
    sender: isa[5] || gs(2),
    receiver: isa[7] || gs(3),
    interchangeControl: isa[12] ?? '',
    ...(groupControl !== '' && { groupControl }),
    messageControl: stElement(source, set, 2),
    test: isa[14] === 'T',
  };
}

/** An interchange of TA1 segments alone answers one of ours: it is a message of its own, kind `TA1`. */
function acknowledgementMessages(receipt: X12Receipt, limits: DecodeLimits): EdiMessage[] {
  const { source, walk } = receipt;
  const alone = walk.interchanges.filter(
    (one) =>
      one.groups.every((group) => group.messages.length === 0) && one.between.some((segment) => segment.tag === 'TA1'),
  );
  return alone.map((interchange, i) => {
    const segments = interchange.between.filter((segment) => segment.tag === 'TA1');
    const set: MessageSegments = { interchange, group: { messages: [] }, segments, hasHeader: true, hasTrailer: true };
    const envelope = { ...envelopeOf(receipt, set), kind: 'TA1', messageControl: rawElement(source, segments[0]!, 1) };
    const version = headerOf(source, interchange)?.[11] ?? '';
    return partMessage(receipt, set, {
      index: walk.messages.length + i,
      limits,
      findings: [],
      loops: UNKNOWN_SET.loops,
      envelope: { ...envelope, version },
    });
  });
}

function notX12(bytes: Uint8Array): Decoded {
  const isBlank = bytes.every((byte) => byte <= 0x20);
  if (isBlank)
    return refused(bytes, fault('format.empty', { expected: 'a message', actual: 'only blanks' }), [
      finding('x12.empty'),
    ]);
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  const help = /UN[ABH][^A-Za-z0-9]/.test(head) ? { help: 'The bytes look like EDIFACT: use the format edifact' } : {};
  const error: ErrorJson = fault('format.x12.not-x12', {
    expected: 'an ISA, GS or ST segment',
    actual: `${bytes.length} bytes without one`,
    ...help,
  });
  return refused(bytes, error, [finding('x12.no-isa', { at: { offset: 0 } }), finding('x12.not-x12')]);
}

const noSets = (bytes: Uint8Array): ErrorJson =>
  fault('format.x12.envelope', { expected: 'a transaction set', actual: `none in ${bytes.length} bytes` });
