// What an incoming document states, by its purpose: a full account, a change, a cancellation, an answer.
// Imports types, registers and ../extended.ts.
import type { CanonicalDocument, Hold, OrderDocument, ShipmentDocument } from '../../model/types.ts';
import { extended } from '../extended.ts';
import type { Axis } from './lifecycle.ts';
import { type KnownLines, matchLines } from './lines.ts';
import { instant } from './moment.ts';
import { keyOf, lineOf, type Plain, type Registers, registersOf, step } from './registers.ts';
import type { Stamp } from './stored.ts';

export type Purpose = 'account' | 'change' | 'cancellation' | 'replacement' | 'duplicate' | 'answer';

export interface AxisStatement extends Stamp {
  readonly value: string;
}

export interface Statement {
  readonly purpose: Purpose;
  readonly registers: Registers;
  /** What a cancellation or an answer says besides: it fills what nobody states. */
  readonly inPassing: Registers;
  /** Keys of the incoming lines, in their order. */
  readonly lineKeys: readonly string[];
  /** By axis name. */
  readonly axes: ReadonlyMap<string, readonly AxisStatement[]>;
  /** Undefined when the document says nothing of holds. */
  readonly holds: readonly Hold[] | undefined;
  /** What the document says happened to lines, by line key. */
  readonly changes: ReadonlyMap<string, string>;
  /** Differences to numbers, by register path. */
  readonly differences: ReadonlyMap<string, unknown>;
}

/** What a statement is read against. */
export interface Before {
  /** Whether the source may say which lines there are. */
  readonly ownsLines: boolean;
  readonly lines: KnownLines;
}

/** Whether a document of this purpose says how the lines are, rather than that all of it is over or what it is answered. */
export const statesLines = (purpose: Purpose): boolean => purpose !== 'cancellation' && purpose !== 'answer';

/** The status word of a cancelled document. */
const CANCELLED: Readonly<Record<string, string>> = {
  order: 'cancelled',
  shipment: 'cancelled',
  return: 'cancelled',
  invoice: 'void',
};

/** What a cancellation states besides the status. */
const OF_CANCELLATION = ['/cancelReason', '/cancelledAt', '/notes', '/sourceStatus', '/extensions'];

/** What the answer of a supplier states besides the acknowledgement: never what was ordered, or at which price. */
const OF_ANSWER =
  /^\/(commitments|extensions|sourceStatus)\/|^\/lines\/[^/]+\/(acknowledgement|commitments|extensions|substituteFor|quantities\/(rejected|backordered|cancelled|substituted))/;

const ANSWERS = new Set(['acknowledged', 'accepted', 'accepted_with_changes', 'rejected']);

/** Lists of plain objects, as the merging of lines sees them. */
export const linesOf = (document: CanonicalDocument): readonly Plain[] =>
  document.type === 'order' || document.type === 'return'
    ? ((document.lines ?? []) as unknown as readonly Plain[])
    : [];

/**
 * What the document is for. An order that a trading partner sends with its acknowledgement is the answer to ours; a
 * replacement by a system that does not own the lines is an account like any other.
 */
export function purposeOf(document: CanonicalDocument, before: Before, stamp: Stamp): Purpose {
  const purpose = (document as { readonly documentPurpose?: string }).documentPurpose;
  switch (purpose) {
    case 'change':
    case 'cancellation':
    case 'duplicate':
      return purpose;
    case 'replacement':
      return before.ownsLines ? purpose : 'account';
    case 'acknowledgement':
      return 'answer';
    default:
      return document.type === 'order' && ANSWERS.has(document.acknowledgement ?? '') && stamp.class === 'edi-partner'
        ? 'answer'
        : 'account';
  }
}

/** Reads a document as a statement about what is known. */
export function readStatement(
  document: CanonicalDocument,
  context: { before: Before; stamp: Stamp; axes: ReadonlyMap<string, Axis> },
): Statement {
  const { before, stamp, axes } = context;
  const purpose = purposeOf(document, before, stamp);
  const incoming = linesOf(document);
  const lineKeys = matchLines(incoming, before.lines, stamp.system);
  const changes = changesOf(incoming, { lineKeys, purpose });
  const paths = new Set([...axes.values()].map((axis) => axis.path));
  const registers = registersOf(document, lineKeys, paths);
  return {
    purpose,
    ...parted(registers, { purpose, changes }),
    changes,
    lineKeys,
    axes: axisStatements(document, { axes, stamp, purpose }),
    holds: holdsOf(document, purpose),
    differences: differencesOf(incoming, { lineKeys, purpose }),
  };
}

/** What a document of this purpose states, and what it says in passing. A deletion states no quantity. */
function parted(
  registers: Registers,
  context: { purpose: Purpose; changes: ReadonlyMap<string, string> },
): { registers: Registers; inPassing: Registers } {
  const parts = { registers: new Map() as Registers, inPassing: new Map() as Registers };
  for (const [path, value] of registers) {
    const line = path.endsWith('/quantity') ? lineOf(path) : undefined;
    if (line !== undefined && context.changes.get(keyOf(line)) === 'deleted') continue;
    (states(context.purpose, path) ? parts.registers : parts.inPassing).set(path, value);
  }
  return parts;
}

/** `change` of the lines; cancellations and answers change no lines. */
function changesOf(
  lines: readonly Plain[],
  context: { lineKeys: readonly string[]; purpose: Purpose },
): Map<string, string> {
  const { lineKeys, purpose } = context;
  if (!statesLines(purpose)) return new Map();
  return new Map(
    lines.flatMap((line, index): [string, string][] => {
      const [key, change] = [lineKeys[index], line['change']];
      return key === undefined || typeof change !== 'string' ? [] : [[key, change]];
    }),
  );
}

function states(purpose: Purpose, path: string): boolean {
  if (purpose === 'cancellation') return OF_CANCELLATION.some((part) => path === part || path.startsWith(`${part}/`));
  return purpose !== 'answer' || OF_ANSWER.test(path);
}

function axisStatements(
  document: CanonicalDocument,
  context: { axes: ReadonlyMap<string, Axis>; stamp: Stamp; purpose: Purpose },
): Map<string, AxisStatement[]> {
  const { axes, stamp, purpose } = context;
  const statements = new Map<string, AxisStatement[]>();
  for (const [name, axis] of axes) {
    const key = axis.path.slice(1);
    const said = (document as unknown as Plain)[key];
    const cancelled = purpose === 'cancellation' && key === 'status' ? CANCELLED[document.type] : undefined;
    if (purpose === 'answer' && key !== 'acknowledgement') continue;
    if (purpose === 'cancellation' && cancelled === undefined) continue;
    const value = cancelled ?? said;
    const own = typeof value === 'string' ? [extended(stamp, { value })] : [];
    const events = document.type === 'shipment' && key === 'status' ? eventStatements(document, stamp) : [];
    const latest = events.reduce<AxisStatement | undefined>(
      (late, event) => (late !== undefined && instant(late.at) >= instant(event.at) ? late : event),
      undefined,
    );
    const list = latest !== undefined && latest.value === value ? events : [...events, ...own];
    if (list.length > 0) statements.set(name, list);
  }
  return statements;
}

const eventStatements = (shipment: ShipmentDocument, stamp: Stamp): AxisStatement[] =>
  (shipment.events ?? []).map((event) => ({ ...stamp, at: event.occurredAt ?? stamp.at, value: event.status }));

/** A full account that names no holds says that its system has none. */
function holdsOf(document: CanonicalDocument, purpose: Purpose): readonly Hold[] | undefined {
  if (document.type !== 'order') return undefined;
  const isFull = (purpose === 'account' || purpose === 'replacement') && document.lines !== undefined;
  return document.holds ?? (isFull ? [] : undefined);
}

/** `quantityChange` of the lines; cancellations and answers change none. */
function differencesOf(
  lines: readonly Plain[],
  context: { lineKeys: readonly string[]; purpose: Purpose },
): Map<string, unknown> {
  const { lineKeys, purpose } = context;
  const differences = new Map<string, unknown>();
  if (!statesLines(purpose)) return differences;
  for (const [index, line] of lines.entries()) {
    const { quantityChange, quantity } = line as NonNullable<OrderDocument['lines']>[number];
    const key = lineKeys[index];
    if (quantityChange === undefined || quantity !== undefined || key === undefined) continue;
    differences.set(`/lines${step(key)}/quantity`, quantityChange);
  }
  return differences;
}
