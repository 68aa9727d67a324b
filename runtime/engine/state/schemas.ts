// JSON Schemas of rulesets/lifecycles/<document>.json and rulesets/ownership.json. Imports the list of document types.
import { DOCUMENT_TYPES } from '../../model/types-list.ts';

const SYSTEM_CLASSES = ['storefront', 'marketplace', 'oms', 'wms', 'erp', 'carrier', '3pl', 'edi-partner', 'pos'];

const classes = {
  type: 'array',
  items: { type: 'string', enum: SYSTEM_CLASSES },
  'x-expected': 'a list of system classes',
};
const words = { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 };
const text = { type: 'string', minLength: 1 };

/** What happens to a statement that is not allowed: the message is held, it goes on with a report, or nothing is said. */
const disposition = { type: 'string', enum: ['hold', 'report', 'ignore'] };

/** Shape of `rulesets/lifecycles/<document>.json`; `lifecycle.ts` says what it means. */
export const LIFECYCLE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Lifecycle',
  type: 'object',
  required: ['document', 'axes'],
  additionalProperties: false,
  properties: {
    $schema: text,
    description: text,
    document: { type: 'string', enum: [...DOCUMENT_TYPES] },
    axes: {
      type: 'object',
      minProperties: 1,
      additionalProperties: {
        type: 'object',
        required: ['path', 'states'],
        additionalProperties: false,
        properties: {
          description: text,
          path: {
            type: 'string',
            pattern: '^/[A-Za-z]+(/\\*/[A-Za-z]+)?$',
            'x-expected': 'a JSON Pointer to the field of the axis',
          },
          derived: { type: 'boolean' },
          states: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['name'],
              additionalProperties: false,
              properties: { name: text, means: text, aside: { type: 'boolean' }, by: classes, otherwise: disposition },
            },
          },
          steps: {
            type: 'array',
            items: {
              type: 'object',
              required: ['from', 'to'],
              additionalProperties: false,
              properties: { from: words, to: words, by: classes, why: text },
            },
          },
          never: {
            type: 'array',
            items: {
              type: 'object',
              required: ['from', 'to', 'code'],
              additionalProperties: false,
              properties: {
                from: words,
                to: words,
                code: { type: 'string', pattern: '^[a-z][a-z_]*$', 'x-expected': 'a code in snake_case' },
                otherwise: { type: 'string', enum: ['hold', 'report'] },
                why: text,
              },
            },
          },
        },
      },
    },
  },
} as const;

const rule = {
  owners: classes,
  reporters: classes,
  otherwise: disposition,
  why: text,
};

/** Shape of `rulesets/ownership.json`; `ownership.ts` says what it means. */
export const OWNERSHIP_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Ownership',
  type: 'object',
  required: ['documents'],
  additionalProperties: false,
  properties: {
    $schema: text,
    description: text,
    documents: {
      type: 'object',
      propertyNames: { enum: [...DOCUMENT_TYPES] },
      additionalProperties: {
        type: 'object',
        required: ['default', 'fields'],
        additionalProperties: false,
        properties: {
          default: { type: 'object', required: ['owners'], additionalProperties: false, properties: rule },
          fields: {
            type: 'array',
            items: {
              type: 'object',
              required: ['path', 'owners'],
              additionalProperties: false,
              properties: {
                path: {
                  type: 'string',
                  pattern: '^(/([A-Za-z_][A-Za-z0-9_]*|\\*))+$',
                  'x-expected': 'a JSON Pointer, with * for any element of a list',
                },
                ...rule,
              },
            },
          },
          negative: words,
        },
      },
    },
  },
} as const;
