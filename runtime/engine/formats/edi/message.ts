// Makes the decoded message out of the segments of one EDI message: tree, error, envelope, way back to the bytes. May import ../../errors.ts, ../../extended.ts, ../fault.ts, ../format.ts and the files of this folder.
import type { ErrorCode, ErrorJson, Finding } from '../../errors.ts';
import { extended } from '../../extended.ts';
import { fault } from '../fault.ts';
import type { DecodedMessage, Envelope } from '../format.ts';
import type { FindingCode } from './findings.ts';
import { type LocatedTree, locateIn } from './locate.ts';
import { type FlatSegment, flatSegment } from './segment.ts';
import { buildTree, type Origin, type Tree, type TreeInput } from './tree.ts';

/** A decoded message that still knows its segments. */
export interface EdiMessage extends DecodedMessage {
  /** The segments between the message's own header and trailer, in their order, values unescaped. */
  readonly segments: () => readonly FlatSegment[];
}

/** What one message is made from. */
export interface MessageParts {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly tree: TreeInput;
  readonly findings: readonly Finding[];
  readonly envelope?: Envelope;
  /** Codes of the errors that a finding of grade `error` turns into. */
  readonly errors: { readonly envelope: ErrorCode; readonly segment: ErrorCode };
  readonly maxDepth: number;
  /** Segment ids that open and close a message; they are no part of its content. */
  readonly frame: readonly [open: string, close: string];
  /** The finding for a hierarchical level whose parent is not there. */
  readonly orphan?: (origin: Origin) => Finding;
}

/** Makes the message. It is held, without a value, when one of its findings is an error or its tree is too deep. */
export function ediMessage(parts: MessageParts): EdiMessage {
  const { index, start, end, envelope, tree: input } = parts;
  const common = { index, start, end, segments: () => contentOf(parts), ...(envelope && { envelope }) };
  const held = parts.findings.find((finding) => finding.severity === 'error');
  if (held) return extended(common, { findings: parts.findings, error: errorOf(held, parts.errors) });
  const tree = buildTree(input);
  const orphans = parts.orphan
    ? tree.orphans.map((i) => parts.orphan!({ segment: input.segments[i]!, name: 'HL', index: i }))
    : [];
  const findings = [...parts.findings, ...orphans];
  const deep = depthFault(tree, parts.maxDepth);
  if (deep) return extended(common, { findings, error: deep });
  let located: LocatedTree | undefined;
  const locate = (pointer: string) => {
    located ??= locatedTree(input);
    return locateIn(located, pointer, input);
  };
  return extended(common, { findings, value: tree.value, locate });
}

/**
 * The segments of a decoded X12 or EDIFACT message as the encoders take them: tag, then elements; a composite is an
 * array of components, a repeated element an array of such arrays. Header and trailer of the message are left out.
 *
 * @returns no segments for messages of other formats
 */
export function segmentsOf(message: DecodedMessage): readonly FlatSegment[] {
  return (message as Partial<EdiMessage>).segments?.() ?? [];
}

function locatedTree(input: TreeInput): LocatedTree {
  const origins = new Map<object, Origin>();
  return { value: buildTree(input, origins).value, origins };
}

function contentOf({ tree, frame }: MessageParts): readonly FlatSegment[] {
  const own = tree.segments.filter((segment, i) => !(i === 0 && segment.tag === frame[0]) && segment.tag !== frame[1]);
  return own.map((segment) => flatSegment(tree.source, segment, tree.delimiters));
}

function errorOf({ code, message: _, severity: __, ...detail }: Finding, errors: MessageParts['errors']): ErrorJson {
  const isSegment = (code as FindingCode).endsWith('.segment-tag');
  return fault(isSegment ? errors.segment : errors.envelope, detail);
}

/** An object of the tree stands in an array: two levels of JSON for each level of loops. */
function depthFault(tree: Tree, maxDepth: number): ErrorJson | undefined {
  const depth = 2 * tree.depth - 1;
  return depth <= maxDepth
    ? undefined
    : fault('format.too-deep', { expected: `at most ${maxDepth} levels`, actual: `${depth} levels` });
}
