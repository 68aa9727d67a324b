// What an incoming document states, by its purpose: a full account, a change, a cancellation, an answer.
// Imports types and registers.
import type { CanonicalDocument, Hold, OrderDocument, ShipmentDocument } from '../../model/types.ts';
import type { Axis } from './lifecycle.ts';
import { matchLines } from './lines.ts';
import { instant } from './moment.ts';
import { type Plain, type Registers, registersOf } from './registers.ts';
import type { Stamp } from './stored.ts';

export type Purpose = 'account' | 'change' | 'cancellation' | 'replacement' | 'duplicate' | 'answer';

export interface AxisStatement extends Stamp {
  readonly value: string;
}

export interface Statement {
  readonly purpose: Purpose;
  readonly registers: Registers;
  /** Keys of the lines that the document states, in their order. */
  readonly lineKeys: readonly string[];
  /** Keys of all incoming lines, in their order. */
  readonly matchedKeys: readonly string[];
  /** By axis name. */
  readonly axes: ReadonlyMap<string, readonly AxisStatement[]>;
  /** Undefined when the document says nothing of holds. */
  readonly holds: readonly Hold[] | undefined;
  /** Differences to numbers, by register path. */
  readonly differences: ReadonlyMap<string, unknown>;
}

/** What is known of the document before. */
export interface Before {
  readonly document: CanonicalDocument;
  readonly lineKeys: readonly string[];
  readonly holdSystems: readonly string[];
}

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

/** What the document is for. An acknowledgement by a trading partner answers an order that is known from another system. */
export function purposeOf(document: CanonicalDocument, before: Before | undefined, stamp: Stamp): Purpose {
  const purpose = (document as { readonly documentPurpose?: string }).documentPurpose;
  switch (purpose) {
    case 'change':
    case 'cancellation':
    case 'replacement':
    case 'duplicate':
      return purpose;
    case 'acknowledgement':
      return 'answer';
    default: {
      const answers =
        document.type === 'order' && ANSWERS.has(document.acknowledgement ?? '') && stamp.class === 'edi-partner';
      return answers && before !== undefined && before.document.source.system !== stamp.system ? 'answer' : 'account';
    }
  }
}

/** Reads a document as a statement about what is known. */
export function readStatement(
  document: CanonicalDocument,
  context: { before: Before | undefined; stamp: Stamp; axes: ReadonlyMap<string, Axis> },
): Statement {
  const { before, stamp, axes } = context;
  const purpose = purposeOf(document, before, stamp);
  const incoming = linesOf(document);
  const known = {
    keys: before?.lineKeys ?? [],
    lines: before === undefined ? [] : linesOf(before.document),
    system: before?.document.source.system,
  };
  const matchedKeys = matchLines(incoming, known, stamp.system);
  const partial = before !== undefined && (purpose === 'cancellation' || purpose === 'answer');
  const paths = new Set([...axes.values()].map((axis) => axis.path));
  const registers = registersOf(document, matchedKeys, paths);
  return {
    purpose,
    registers: stated(registers, { purpose, existing: before !== undefined }),
    lineKeys: partial ? matchedKeys.filter((key) => known.keys.includes(key)) : matchedKeys,
    matchedKeys,
    axes: axisStatements(document, { axes, stamp, purpose, existing: before !== undefined }),
    holds: holdsOf(document, { purpose, holdSystems: before?.holdSystems ?? [], system: stamp.system }),
    differences: differencesOf(incoming, matchedKeys),
  };
}

/** The registers that a document of this purpose may set. The first document of all states everything. */
function stated(registers: Registers, context: { purpose: Purpose; existing: boolean }): Registers {
  const { purpose, existing } = context;
  const kept: Registers = new Map();
  for (const [path, value] of registers) {
    if (
      existing &&
      purpose === 'cancellation' &&
      !OF_CANCELLATION.some((part) => path === part || path.startsWith(`${part}/`))
    )
      continue;
    if (existing && purpose === 'answer' && !OF_ANSWER.test(path)) continue;
    if (
      purpose === 'change' &&
      path.endsWith('/quantity') &&
      registers.get(path.replace(/quantity$/, 'change')) === 'deleted'
    )
      continue;
    kept.set(path, value);
  }
  return kept;
}

function axisStatements(
  document: CanonicalDocument,
  context: { axes: ReadonlyMap<string, Axis>; stamp: Stamp; purpose: Purpose; existing: boolean },
): Map<string, AxisStatement[]> {
  const { axes, stamp, purpose, existing } = context;
  const statements = new Map<string, AxisStatement[]>();
  for (const [name, axis] of axes) {
    const key = axis.path.slice(1);
    const said = (document as unknown as Plain)[key];
    const cancelled = purpose === 'cancellation' && key === 'status' ? CANCELLED[document.type] : undefined;
    if (existing && purpose === 'answer' && key !== 'acknowledgement') continue;
    if (existing && purpose === 'cancellation' && cancelled === undefined) continue;
    const value = cancelled ?? said;
    const own = typeof value === 'string' ? [{ ...stamp, value }] : [];
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

/** A full account that names no holds lifts those that its system named before. */
function holdsOf(
  document: CanonicalDocument,
  context: { purpose: Purpose; holdSystems: readonly string[]; system: string },
): readonly Hold[] | undefined {
  if (document.type !== 'order') return undefined;
  if (document.holds !== undefined) return document.holds;
  const full = (context.purpose === 'account' || context.purpose === 'replacement') && document.lines !== undefined;
  return full && context.holdSystems.includes(context.system) ? [] : undefined;
}

/** `quantityChange` of the lines. */
function differencesOf(lines: readonly Plain[], lineKeys: readonly string[]): Map<string, unknown> {
  const differences = new Map<string, unknown>();
  for (const [index, line] of lines.entries()) {
    const { quantityChange, quantity } = line as NonNullable<OrderDocument['lines']>[number];
    const key = lineKeys[index];
    if (quantityChange === undefined || quantity !== undefined || key === undefined) continue;
    differences.set(`/lines/${key.replaceAll('~', '~0').replaceAll('/', '~1')}/quantity`, quantityChange);
  }
  return differences;
}
