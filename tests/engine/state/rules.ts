// The ownership and lifecycle files of this repository, as applyDocument takes them, and short ways to write documents.
import { readdirSync, readFileSync } from 'node:fs';
import {
  type Applied,
  type ApplyRequest,
  applyDocument,
  type StoredState,
} from '../../../runtime/engine/state/apply.ts';
import type { StateRules } from '../../../runtime/engine/state/work.ts';
import type { CanonicalDocument, OrderDocument, ShipmentDocument } from '../../../runtime/model/types.ts';

const home = new URL('../../../rulesets/', import.meta.url);
const read = (path: string): { value: unknown } => ({ value: JSON.parse(readFileSync(new URL(path, home), 'utf8')) });

export const RULES: StateRules = {
  lifecycles: new Map(
    readdirSync(new URL('lifecycles/', home)).map((file) => [file.replace('.json', ''), read(`lifecycles/${file}`)]),
  ),
  ownership: read('ownership.json'),
};

const CLASSES: Readonly<Record<string, string>> = {
  shopify: 'storefront',
  amazon: 'marketplace',
  oms: 'oms',
  wms: 'wms',
  sap: 'erp',
  ups: 'carrier',
  acme: 'edi-partner',
};

/** A business time on 1 May 2026, `minute` minutes past midnight UTC. */
export const at = (minute: number): string =>
  new Date(Date.UTC(2026, 4, 1, 0, minute)).toISOString().replace('.000Z', 'Z');

export const order = (system: string, minute: number, fields: Partial<OrderDocument> = {}): OrderDocument => ({
  type: 'order',
  orderId: 'O-1',
  source: { system },
  occurredAt: at(minute),
  ...fields,
});

export const shipment = (system: string, minute: number, fields: Partial<ShipmentDocument> = {}): ShipmentDocument => ({
  type: 'shipment',
  shipmentId: 'S-1',
  order: { type: 'orderId', value: 'O-1' },
  source: { system },
  occurredAt: at(minute),
  ...fields,
});

let count = 0;

/** Applies a document of one of the systems above; it is received at its business time unless said otherwise. */
export function apply(
  previous: StoredState | null,
  incoming: CanonicalDocument,
  options: Partial<Pick<ApplyRequest, 'receivedAt' | 'messageId' | 'proven' | 'sourceClass' | 'index'>> = {},
): Applied {
  count += 1;
  const { system } = incoming.source;
  return applyDocument({
    previous,
    incoming,
    system,
    sourceClass: CLASSES[system] ?? 'storefront',
    receivedAt: incoming.occurredAt ?? at(0),
    messageId: `m${count}`,
    workspace: RULES,
    ...options,
  });
}

/** Applies one document after the other and gives the last state. */
export function applyAll(documents: readonly CanonicalDocument[]): StoredState {
  let state: StoredState | null = null;
  for (const document of documents) state = apply(state, document).next;
  return state as StoredState;
}
