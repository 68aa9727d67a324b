// Tries statements against a lifecycle, one after the other, by the engine that runs: where they lead, where they are stopped and why.
// May import the engine's state.
import { applyDocument } from '../../../runtime/engine/state/apply.ts';
import type { Lifecycle } from '../../../runtime/engine/state/lifecycle.ts';
import type { Ownership } from '../../../runtime/engine/state/ownership.ts';
import type { StoredState } from '../../../runtime/engine/state/stored.ts';
import type { CanonicalDocument, DocumentType } from '../../../runtime/model/types.ts';

/** What one system says of the status, in the order of arrival. */
export interface Statement {
  readonly sourceClass: string;
  readonly word: string;
  /** Minutes after the first statement at which it happened; the order of arrival without. */
  readonly minute?: number;
}

export interface Outcome {
  readonly statement: Statement;
  /** The status after it. */
  readonly status: string | undefined;
  /** `late`: kept, but a later statement stands. `refused`: the message is held, or goes on with a report. */
  readonly kind: 'stands' | 'unchanged' | 'late' | 'held' | 'reported';
  /** States that were passed over. */
  readonly skipped: readonly string[];
  /** Why it was stopped, in the engine's words. */
  readonly why?: string;
}

const KEY_FIELDS: Readonly<Record<DocumentType, string>> = {
  order: 'orderId',
  shipment: 'shipmentId',
  inventory: 'sku',
  return: 'returnId',
  invoice: 'invoiceId',
  item: 'sku',
  customer: 'customerId',
};

const START_MS = Date.UTC(2026, 0, 1, 8);
const MINUTE_MS = 60_000;

/** The axes that can be tried: those of a field of the document itself that messages may set. */
export function axesToTry(lifecycle: Lifecycle): readonly string[] {
  return Object.entries(lifecycle.axes)
    .filter(([, axis]) => axis.derived !== true && /^\/[A-Za-z]+$/.test(axis.path))
    .map(([name]) => name);
}

/** Runs statements on one axis of a lifecycle. Each system class is one system of that name. */
export function tryStatements(
  rules: { readonly lifecycle: Lifecycle; readonly ownership: Ownership | undefined },
  axisName: string,
  statements: readonly Statement[],
): readonly Outcome[] {
  const { lifecycle, ownership } = rules;
  const axis = lifecycle.axes[axisName];
  if (axis === undefined) return [];
  const field = axis.path.slice(1);
  const type = lifecycle.document as DocumentType;
  const file = (value: unknown) => ({ file: '', text: '', value, place: () => ({ file: '' }) });
  const workspace = {
    lifecycles: new Map([[lifecycle.document, file(lifecycle)]]),
    ...(ownership === undefined ? {} : { ownership: file(ownership) }),
  };
  let previous: StoredState | null = null;
  return statements.map((statement, index): Outcome => {
    const at = new Date(START_MS + (statement.minute ?? index) * MINUTE_MS).toISOString();
    const incoming = {
      type,
      [KEY_FIELDS[type]]: 'TRY-1',
      [field]: statement.word,
      source: { system: statement.sourceClass },
      occurredAt: at,
    } as unknown as CanonicalDocument;
    const applied = applyDocument({
      previous,
      incoming,
      workspace,
      system: statement.sourceClass,
      sourceClass: statement.sourceClass,
      receivedAt: new Date(START_MS + (1000 + index) * MINUTE_MS).toISOString(),
    });
    const before: unknown = previous === null ? undefined : valueIn(previous, field);
    previous = applied.next;
    const status = valueIn(applied.next, field);
    const conflict = applied.conflicts.find(({ path }) => path === axis.path);
    const late = applied.superseded.find(({ path }) => path === axis.path);
    const skipped = applied.skips.find(({ axis: name }) => name === axisName)?.skipped ?? [];
    const base = { statement, status, skipped };
    if (conflict !== undefined)
      return { ...base, kind: conflict.severity === 'block' ? 'held' : 'reported', why: conflict.message };
    if (late !== undefined)
      return {
        ...base,
        kind: 'late',
        why: late.reason === 'late' ? 'a later statement stands' : 'the owner’s word stands',
      };
    return { ...base, kind: status === before ? 'unchanged' : 'stands' };
  });
}

function valueIn(state: StoredState, field: string): string | undefined {
  const value = (state.document as unknown as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : undefined;
}
