// The canonical JSON Schemas by document type, and the parts they share. Imports the JSON files beside it.
import common from './common.schema.json' with { type: 'json' };
import customer from './customer.schema.json' with { type: 'json' };
import inventory from './inventory.schema.json' with { type: 'json' };
import invoice from './invoice.schema.json' with { type: 'json' };
import item from './item.schema.json' with { type: 'json' };
import order from './order.schema.json' with { type: 'json' };
import returnSchema from './return.schema.json' with { type: 'json' };
import shipment from './shipment.schema.json' with { type: 'json' };
import type { DocumentType, PrivacyClass, SystemClass } from './types.ts';

/** What our schemas use of JSON Schema 2020-12, with the two annotations of the model. */
export interface FieldSchema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, FieldSchema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly items?: FieldSchema;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly examples?: readonly unknown[];
  readonly 'x-owner'?: SystemClass;
  readonly 'x-privacy'?: PrivacyClass;
}

/** The definitions that every document schema refers to as `common.json#/$defs/…`. */
export const COMMON_SCHEMA = common as unknown as FieldSchema;

/** JSON Schema 2020-12 of each canonical document; published under its `$id`. */
export const DOCUMENT_SCHEMAS: Readonly<Record<DocumentType, FieldSchema>> = {
  order: order as unknown as FieldSchema,
  shipment: shipment as unknown as FieldSchema,
  inventory: inventory as unknown as FieldSchema,
  return: returnSchema as unknown as FieldSchema,
  invoice: invoice as unknown as FieldSchema,
  item: item as unknown as FieldSchema,
  customer: customer as unknown as FieldSchema,
};
