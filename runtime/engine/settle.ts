// What one document does to the state, worked out without touching it: intake gate, apply, fold, gates, and what has to be sent.
import type {
  CanonicalDocument,
  InvoiceDocument,
  ItemDocument,
  OrderDocument,
  ReturnDocument,
  ShipmentDocument,
} from '../model/types.ts';
import { CrossdockError, type ErrorJson, errorJson } from './errors.ts';
import { exampleEnvelope } from './examples.ts';
import { extended } from './extended.ts';
import type { FactContext } from './facts/spec.ts';
import { KnownFacts, type Verdict } from './judge.ts';
import type { Engine } from './message.ts';
import { type ApplyOutcome, applyDocument, type StoredState } from './state/apply.ts';
import type { Proven } from './state/axis.ts';
import { foldOrder, provenStatus } from './state/fold.ts';
import { type Gate, gateOf, type MappingDefinition, type OutboundMapping } from './workspace/definitions.ts';

/** Documents that tell what became of an order. */
export interface RelatedDocuments {
  readonly shipments: readonly ShipmentDocument[];
  readonly returns: readonly ReturnDocument[];
  readonly invoices: readonly InvoiceDocument[];
  /** Items of the lines, for units and kits. */
  readonly items: readonly ItemDocument[];
}

export interface SettleRequest {
  /** Absent when only the gates of a stored document are to be judged again. */
  readonly incoming?: CanonicalDocument;
  readonly sourceClass: string;
  /** Class of the source that first sent the document: what its gates go by. */
  readonly documentClass: string;
  readonly system: string;
  readonly messageId: string;
  /** Place of the document in its message. */
  readonly index: number;
  /** RFC 3339, when the message came in. */
  readonly receivedAt: string;
  /** RFC 3339, the time at which this is decided. */
  readonly now: string;
  readonly previous: StoredState | null;
  readonly previousView: CanonicalDocument | null;
  /** Reference data; `previous`, `order` and `now` are filled in here. */
  readonly context: FactContext;
  /** For a shipment, return or invoice: its order and the order's other documents. For an order: its own. */
  readonly order: { readonly state: StoredState; readonly id: number } | null;
  readonly related: RelatedDocuments;
  /** A repeat of a movement that was applied before. */
  readonly repeated: boolean;
  /** Outbound mappings that have sent all they ever will of the document, and of its order: they are not evaluated again. */
  readonly sent: { readonly document: readonly string[]; readonly order: readonly string[] };
}

/** What is known of a document that came in before anything is read from the store. */
export type Known = Pick<
  SettleRequest,
  'incoming' | 'sourceClass' | 'system' | 'messageId' | 'index' | 'receivedAt' | 'now'
>;

/** The request for a document when nothing is stored of it, of its order or of what it is judged by. */
export const firstRequest = (known: Known): SettleRequest => ({
  documentClass: known.sourceClass,
  previous: null,
  previousView: null,
  context: { duplicate: null },
  order: null,
  related: { shipments: [], returns: [], invoices: [], items: [] },
  repeated: false,
  sent: { document: [], order: [] },
  // Last, for the reason that extended.ts gives.
  ...known,
});

/** Class of the system that a message came from: as its source is configured, else as its mapping says. */
export const sourceClassOf = (mapping: MappingDefinition | undefined, configured: string | undefined): string =>
  configured ?? (mapping?.direction === 'inbound' ? mapping.manifest.from.class : undefined) ?? 'edi-partner';

/** One message that a gate has set free. */
export interface OutboundMessage {
  readonly mapping: string;
  readonly gate: Gate;
  /** `document` or `order`: which of the settled documents it is about. */
  readonly about: 'document' | 'order';
  readonly value?: unknown;
  readonly error?: ErrorJson;
}

export interface JudgedDocument {
  readonly view: CanonicalDocument;
  readonly verdicts: readonly Verdict[];
}

export interface Settlement {
  readonly intake: Verdict;
  readonly outcome: ApplyOutcome['outcome'] | 'held' | 'failed';
  readonly error?: ErrorJson;
  /** The document's new state; absent when it did not enter the state. */
  readonly next?: StoredState;
  readonly changes: ApplyOutcome['changes'];
  readonly superseded: ApplyOutcome['superseded'];
  readonly conflicts: ApplyOutcome['conflicts'];
  /** The document as it now stands, with its gates. */
  readonly document?: JudgedDocument;
  /** The order the document belongs to, as the document leaves it. */
  readonly order?: JudgedDocument;
  readonly outbound: readonly OutboundMessage[];
}

const NO_VERDICT: Verdict = { gate: 'intake', fit: true, decisions: [] };

/** Two partners of one system may number alike. */
const realm = ({ source }: CanonicalDocument): string => `${source.system} ${source.tenant ?? ''}`;

/** The same list with one document put in, or taken out. */
function withDocument(
  related: RelatedDocuments,
  document: CanonicalDocument | undefined,
  without: CanonicalDocument | null,
): RelatedDocuments {
  const add = <Kind extends CanonicalDocument>(
    list: readonly Kind[],
    type: Kind['type'],
    key: (one: Kind) => unknown,
  ): Kind[] => {
    const gone = [document, without].filter((one): one is Kind => one?.type === type).map(key);
    const rest = list.filter((one) => !gone.includes(key(one)));
    return document?.type === type ? [...rest, document as Kind] : rest;
  };
  return {
    shipments: add(related.shipments, 'shipment', (one) => `${realm(one)} ${one.shipmentId}`),
    returns: add(related.returns, 'return', (one) => `${realm(one)} ${one.returnId}`),
    invoices: add(related.invoices, 'invoice', (one) => `${realm(one)} ${one.invoiceId}`),
    items: related.items,
  };
}

/** What shipments prove of an order: a statement on its status is judged against it. */
function provenBy(request: SettleRequest): { proven?: Proven } {
  const { incoming, previous, related } = request;
  if (incoming?.type !== 'order') return {};
  const proven = provenStatus((previous?.document as OrderDocument | undefined) ?? incoming, related);
  return proven === undefined ? {} : { proven };
}

/** Judges a document at all gates behind intake. */
async function judgeGates(engine: Engine, view: CanonicalDocument, context: FactContext): Promise<JudgedDocument> {
  const verdicts: Verdict[] = [];
  const known = new KnownFacts();
  for (const gate of engine.gates.of(view.type)) verdicts.push(await engine.gates.judge(gate, view, context, known));
  return { view, verdicts };
}

/** Whether a gate lets the document's messages out: judged fit, or a gate that has no rules for this document. */
function lets(judged: JudgedDocument, gate: Gate): boolean {
  return judged.verdicts.find((verdict) => verdict.gate === gate)?.fit ?? true;
}

async function outboundOf(
  engine: Engine,
  judged: JudgedDocument,
  options: { about: OutboundMessage['about']; sent: SettleRequest['sent'] },
): Promise<OutboundMessage[]> {
  const { about } = options;
  const sent = options.sent[about];
  const mappings = [...engine.workspace.mappings.values()].filter(
    (mapping): mapping is OutboundMapping =>
      mapping.direction === 'outbound' &&
      mapping.manifest.from.document === judged.view.type &&
      !sent.includes(mapping.name),
  );
  const messages: OutboundMessage[] = [];
  for (const mapping of mappings) {
    const gate = gateOf(mapping.manifest);
    if (!lets(judged, gate)) continue;
    const base = { mapping: mapping.name, gate, about };
    try {
      const compiled = engine.outbound(mapping.name);
      if (!(await compiled.takes(judged.view))) continue;
      const value = await compiled.map(judged.view);
      // Written once here so that a value the format cannot hold is found before the state changes.
      compiled.encode(value, exampleEnvelope(mapping));
      messages.push(extended(base, { value }));
    } catch (thrown) {
      // A mapping that gives nothing has nothing to send for this document.
      if (thrown instanceof CrossdockError && thrown.code === 'mapping.empty') continue;
      messages.push(extended(base, { error: errorJson(thrown, 'delivery.mapping') }));
    }
  }
  return messages;
}

async function judgeBehindIntake(
  engine: Engine,
  request: SettleRequest,
  current: { document: CanonicalDocument },
): Promise<Pick<Settlement, 'document' | 'order' | 'outbound'>> {
  const { document } = current;
  const { sent } = request;
  const base: FactContext = extended(request.context, {
    previous: request.previousView,
    now: request.now,
    sourceClass: request.documentClass,
  });
  if (document.type === 'order') {
    const view = foldOrder(document, request.related);
    const judged = await judgeGates(engine, view, base);
    return { document: judged, outbound: await outboundOf(engine, judged, { about: 'document', sent }) };
  }
  if (request.order === null) {
    const judged = await judgeGates(engine, document, extended(base, { order: null }));
    return { document: judged, outbound: await outboundOf(engine, judged, { about: 'document', sent }) };
  }
  const order = request.order.state.document as OrderDocument;
  // A document is judged against the order without itself, so that judging it again later gives the same answer.
  const orderBefore = foldOrder(order, withDocument(request.related, undefined, document));
  const judged = await judgeGates(engine, document, extended(base, { order: orderBefore }));
  const orderView = foldOrder(order, withDocument(request.related, document, null));
  const judgedOrder = await judgeGates(engine, orderView, { ...base, previous: order });
  return {
    document: judged,
    order: judgedOrder,
    outbound: [
      ...(await outboundOf(engine, judged, { about: 'document', sent })),
      ...(await outboundOf(engine, judgedOrder, { about: 'order', sent })),
    ],
  };
}

/**
 * Works out everything one document causes. Pure: what it returns is what one transaction writes.
 * Never throws on content.
 */
export async function settle(engine: Engine, request: SettleRequest): Promise<Settlement> {
  const nothing = { changes: [], superseded: [], conflicts: [], outbound: [] };
  try {
    if (request.incoming === undefined) {
      if (request.previous === null) return { ...nothing, intake: NO_VERDICT, outcome: 'unchanged' };
      const behind = await judgeBehindIntake(engine, request, { document: request.previous.document });
      return extended(nothing, {
        intake: NO_VERDICT,
        outcome: 'unchanged' as const,
        next: request.previous,
        ...behind,
      });
    }
    const { incoming } = request;
    const orderView =
      request.order === null || incoming.type === 'order'
        ? null
        : foldOrder(request.order.state.document as OrderDocument, withDocument(request.related, undefined, incoming));
    const context: FactContext = extended(request.context, {
      previous: request.previousView,
      order: orderView,
      now: request.now,
      sourceClass: request.sourceClass,
    });
    const intake = await engine.gates.judge('intake', incoming, context);
    if (!intake.fit) return { ...nothing, intake, outcome: 'held' };
    if (request.repeated)
      return {
        ...nothing,
        intake,
        outcome: 'unchanged',
        ...(request.previous === null ? {} : { next: request.previous }),
      };
    const applied = applyDocument({
      previous: request.previous,
      incoming,
      sourceClass: request.sourceClass,
      system: request.system,
      messageId: request.messageId,
      index: request.index,
      receivedAt: request.receivedAt,
      ...provenBy(request),
      workspace: engine.workspace,
    });
    const behind = await judgeBehindIntake(engine, request, { document: applied.next.document });
    return extended(applied, { intake, ...behind });
  } catch (thrown) {
    return { ...nothing, intake: NO_VERDICT, outcome: 'failed', error: errorJson(thrown, 'rule.failed') };
  }
}
