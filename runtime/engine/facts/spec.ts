// What every derived fact is: something a rule may ask that is worked out from the document and its reference data.
// Families are the files beside this one; `index.ts` is the list.
import type {
  CanonicalDocument,
  CustomerDocument,
  InventoryDocument,
  ItemDocument,
  OrderDocument,
} from '../../model/types.ts';

/** The reference data of one decision: the sidecar reads it from the state, examples give it as `context`. */
export interface FactContext {
  /** The stored state of the same document, when there is one. */
  readonly previous?: CanonicalDocument | null;
  /** The order that a shipment, return or invoice refers to, with its line buckets, this document not counted in them. */
  readonly order?: OrderDocument | null;
  /** One item, or several to be matched by SKU. */
  readonly item?: ItemDocument | readonly ItemDocument[] | null;
  readonly customer?: CustomerDocument | null;
  /** One position, or several to be matched by SKU and, where the line names one, location. */
  readonly inventory?: InventoryDocument | readonly InventoryDocument[] | null;
  /** Another order with the same content under another id. */
  readonly duplicate?: { readonly orderId: string; readonly system: string } | null;
  /** RFC 3339. The engine has no clock. */
  readonly now?: string;
  /** System class of the message's source: `storefront`, `wms` … Behind intake it need not be that of the document's own source. */
  readonly sourceClass?: string;
}

export interface FactSubject {
  readonly document: CanonicalDocument;
  /** The line at hand in a ruleset of scope `/lines`, and its index. */
  readonly line?: Readonly<Record<string, unknown>>;
  readonly lineIndex?: number;
  readonly context: FactContext;
}

export interface FactSpec {
  readonly name: string;
  readonly summary: string;
  /** Document types it is there for. Two facts may share a name when they share no document type. */
  readonly documents: readonly CanonicalDocument['type'][];
  /** `/lines`: there only where the rules run once per line. Absent: everywhere. */
  readonly scope?: '/lines';
  /** Its members, as `name: meaning`. */
  readonly shape: Readonly<Record<string, string>>;
  readonly examples: readonly { readonly subject: FactSubject; readonly result: unknown }[];
  /**
   * Never throws on data. Undefined when the reference data it needs was not looked up, so that no rule fires on it;
   * null when it was looked up and is not there, and for a member that the document gives no ground for.
   */
  readonly compute: (subject: FactSubject) => unknown;
}
