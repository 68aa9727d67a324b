// JSON Schemas of the files that people write: mapping.json, ruleset.json and the shape of rules.json.
import { GATES, SYSTEM_CLASSES } from './definitions.ts';

const DOCUMENT_TYPES = ['order', 'shipment', 'inventory', 'return', 'invoice', 'item', 'customer'];
const FORMATS = ['json', 'ndjson', 'csv', 'xml', 'x12', 'edifact'];
const text = { type: 'string', minLength: 1 };
const policy = { enum: ['hold', 'report', 'pass'] };

const common = {
  $schema: { type: 'string' },
  title: text,
  description: { type: 'string' },
  tables: { type: 'array', items: text, uniqueItems: true },
  owner: text,
  cadence: text,
  limitations: { type: 'string' },
};

export const INBOUND_MANIFEST_SCHEMA = {
  type: 'object',
  required: ['title', 'from', 'to'],
  additionalProperties: false,
  properties: {
    ...common,
    from: {
      type: 'object',
      required: ['system', 'class', 'format'],
      additionalProperties: false,
      properties: {
        system: text,
        class: { enum: [...SYSTEM_CLASSES] },
        message: { anyOf: [text, { type: 'array', items: text, minItems: 1 }] },
        format: { enum: FORMATS },
        // A file beside the manifest.
        schema: { ...text, pattern: '^[\\w-][\\w.-]*$' },
        options: { type: 'object' },
        when: text,
        version: text,
        partner: text,
      },
    },
    to: {
      type: 'object',
      required: ['document'],
      additionalProperties: false,
      properties: {
        document: {
          anyOf: [{ enum: DOCUMENT_TYPES }, { type: 'array', items: { enum: DOCUMENT_TYPES }, minItems: 1 }],
        },
      },
    },
    contract: {
      type: 'object',
      additionalProperties: false,
      properties: { unknown: policy, missing: policy, retyped: policy, newValue: policy },
    },
  },
};

export const OUTBOUND_MANIFEST_SCHEMA = {
  type: 'object',
  required: ['title', 'from', 'to'],
  additionalProperties: false,
  properties: {
    ...common,
    from: {
      type: 'object',
      required: ['document'],
      additionalProperties: false,
      properties: {
        document: { enum: DOCUMENT_TYPES },
        gate: { enum: [...GATES] },
        when: text,
        repeat: { enum: ['once', 'change'] },
      },
    },
    to: {
      type: 'object',
      required: ['system', 'format'],
      additionalProperties: false,
      properties: {
        system: text,
        class: { enum: [...SYSTEM_CLASSES] },
        format: { enum: FORMATS },
        options: { type: 'object' },
        envelope: {
          type: 'object',
          required: ['sender', 'receiver'],
          additionalProperties: false,
          properties: { sender: text, receiver: text, test: { type: 'boolean' } },
        },
      },
    },
  },
};

export const RULESET_MANIFEST_SCHEMA = {
  type: 'object',
  required: ['title', 'gate', 'document'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    title: text,
    description: { type: 'string' },
    gate: { enum: [...GATES] },
    document: { enum: DOCUMENT_TYPES },
    scope: { enum: ['/lines'] },
    facts: { type: 'array', items: text, uniqueItems: true },
    conditions: { type: 'object' },
    owner: text,
  },
};

export const RULES_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['name', 'conditions', 'event'],
    properties: {
      name: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
      conditions: { type: 'object', minProperties: 1 },
      priority: { type: 'integer', minimum: 1 },
      event: {
        type: 'object',
        required: ['type', 'params'],
        properties: {
          type: text,
          params: {
            type: 'object',
            required: ['severity', 'owner', 'message', 'path'],
            properties: {
              severity: { enum: ['block', 'warn'] },
              owner: text,
              message: text,
              path: { type: 'string', pattern: '^(/.*)?$' },
              help: { type: 'string' },
              waits: { type: 'boolean' },
            },
          },
        },
      },
    },
  },
};
