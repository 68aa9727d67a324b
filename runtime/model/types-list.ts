// The list of document types as a value. Imports the types only.
import type { CanonicalDocument, DocumentType } from './types.ts';

export type { CanonicalDocument, DocumentType };

/** The seven document types. */
export const DOCUMENT_TYPES = [
  'order',
  'shipment',
  'inventory',
  'return',
  'invoice',
  'item',
  'customer',
] as const satisfies readonly DocumentType[];
