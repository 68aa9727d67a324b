// The lifecycle and ownership files of this repository, against their schemas and the common model; and their checks.
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../../runtime/engine/schema.ts';
import { lifecycleFindings, ownershipFindings } from '../../../runtime/engine/state/check.ts';
import { type Lifecycle, transition } from '../../../runtime/engine/state/lifecycle.ts';
import { type Ownership, ruleFor } from '../../../runtime/engine/state/ownership.ts';
import { LIFECYCLE_SCHEMA, OWNERSHIP_SCHEMA } from '../../../runtime/engine/state/schemas.ts';
import { fieldClass } from '../../../runtime/model/fields.ts';
import { DOCUMENT_SCHEMAS } from '../../../runtime/model/schemas.ts';
import { DOCUMENT_TYPES } from '../../../runtime/model/types-list.ts';
import { RULES } from './rules.ts';

const lifecycles = [...RULES.lifecycles].map(([name, file]) => [name, file.value as Lifecycle] as const);
const ownership = RULES.ownership?.value as Ownership;
const axis = (document: string, name: string) => {
  const found = lifecycles.find(([type]) => type === document)?.[1].axes[name];
  if (found === undefined) throw new Error(`no axis ${name}`);
  return found;
};

describe('the files of this repository', () => {
  test.each(lifecycles)('%s.json has its shape and fits the model', (name, lifecycle) => {
    expect(compileSchema(LIFECYCLE_SCHEMA)(lifecycle)).toEqual([]);
    expect(lifecycle.document).toBe(name);
    expect(lifecycleFindings(lifecycle)).toEqual([]);
  });

  test('ownership.json has its shape and fits the model', () => {
    expect(compileSchema(OWNERSHIP_SCHEMA)(ownership)).toEqual([]);
    expect(ownershipFindings(ownership)).toEqual([]);
    expect(Object.keys(ownership.documents).sort()).toEqual([...DOCUMENT_TYPES].sort());
  });

  test('every state says what must be known for it', () => {
    const silent = lifecycles.flatMap(([name, { axes }]) =>
      Object.values(axes).flatMap(({ states }) =>
        states.filter(({ means }) => means === undefined).map((state) => `${name} ${state.name}`),
      ),
    );
    expect(silent).toEqual([]);
  });

  test('the owner that the model names for a field is one of its owners', () => {
    const wrong: string[] = [];
    for (const type of DOCUMENT_TYPES) {
      const paths = Object.keys(DOCUMENT_SCHEMAS[type].properties ?? {}).map((name) => `/${name}`);
      const lines = Object.keys(DOCUMENT_SCHEMAS[type].$defs?.['line']?.properties ?? {}).map(
        (name) => `/lines/*/${name}`,
      );
      for (const path of [...paths, ...(paths.includes('/lines') ? lines : [])]) {
        const { owners } = ruleFor(ownership, type, path);
        const owner = fieldClass(type, path)?.owner ?? '';
        if (!APART.has(path) && owners.length > 0 && !owners.includes(owner)) wrong.push(`${type} ${path}: ${owner}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  /** Fields of the message, not of the state, or merged from all systems. */
  const APART = new Set([
    '/type',
    '/source',
    '/occurredAt',
    '/references',
    '/documentPurpose',
    '/declared',
    '/extensions',
    '/sourceStatus',
    '/events',
  ]);
});

describe('the transition table', () => {
  test('goes forward, skipping allowed', () => {
    expect(transition(axis('order', 'status'), 'received', 'shipped')).toEqual({
      kind: 'forward',
      skipped: ['accepted', 'released', 'in_fulfilment', 'partially_shipped'],
    });
    expect(transition(axis('shipment', 'status'), 'label_created', 'in_transit')).toEqual({
      kind: 'forward',
      skipped: ['picked_up'],
    });
  });

  test.each([
    ['order', 'status', 'shipped', 'in_fulfilment'],
    ['order', 'status', 'cancelled', 'accepted'],
    ['order', 'paymentStatus', 'partially_refunded', 'refunded'],
    ['order', 'paymentStatus', 'failed', 'paid'],
    ['shipment', 'status', 'delivered', 'return_to_sender'],
    ['shipment', 'status', 'attempt_failed', 'out_for_delivery'],
    ['return', 'status', 'inspected', 'written_off'],
    ['invoice', 'status', 'paid', 'credited'],
  ])('%s %s: %s -> %s is allowed', (document, name, from, to) => {
    expect(transition(axis(document, name), from, to).kind).not.toBe('refused');
  });

  test.each([
    ['order', 'status', 'cancelled', 'shipped', 'shipped_after_cancel'],
    ['order', 'status', 'shipped', 'cancelled', 'cancelled_after_ship'],
    ['order', 'status', 'shipped', 'accepted', 'undoes_shipment'],
    ['order', 'status', 'released', 'received', 'status_regression'],
    ['order', 'paymentStatus', 'refunded', 'paid', 'paid_after_refund'],
    ['shipment', 'status', 'delivered', 'label_created', 'undoes_delivery'],
    ['shipment', 'status', 'cancelled', 'in_transit', 'shipped_after_cancel'],
    ['order', 'status', 'received', 'teleported', 'transition_not_allowed'],
  ])('%s %s: %s -> %s is refused as %s', (document, name, from, to, cause) => {
    expect(transition(axis(document, name), from, to)).toMatchObject({ kind: 'refused', cause });
  });
});

describe('checking', () => {
  test('names states that the model does not know, and those that are missing', () => {
    const lifecycle: Lifecycle = {
      document: 'invoice',
      axes: {
        status: {
          path: '/status',
          states: [{ name: 'draft' }, { name: 'sent' }, { name: 'draft' }],
          steps: [{ from: ['gone'], to: ['draft'] }],
        },
      },
    };
    expect(lifecycleFindings(lifecycle).map(({ code, at }) => [code, at?.path])).toEqual([
      ['lifecycle.unknown-state', '/axes/status/states/1/name'],
      ['lifecycle.duplicate-state', '/axes/status/states/2/name'],
      ['lifecycle.missing-state', '/axes/status/states'],
      ['lifecycle.unknown-state', '/axes/status/steps/0/from'],
    ]);
  });

  test('names a step that is allowed and forbidden at once', () => {
    const base = axis('invoice', 'status');
    const lifecycle: Lifecycle = {
      document: 'invoice',
      axes: { status: { ...base, steps: [{ from: ['paid'], to: ['void'] }] } },
    };
    expect(lifecycleFindings(lifecycle).map(({ code }) => code)).toEqual(['lifecycle.contradiction']);
  });

  test('names an axis that is no field of the document', () => {
    const lifecycle: Lifecycle = { document: 'item', axes: { mood: { path: '/mood', states: [{ name: 'happy' }] } } };
    expect(lifecycleFindings(lifecycle)[0]).toMatchObject({
      code: 'lifecycle.unknown-field',
      at: { path: '/axes/mood/path' },
    });
  });

  test('names owned fields that the model does not have', () => {
    const file: Ownership = {
      documents: {
        order: {
          default: { owners: ['oms'] },
          fields: [
            { path: '/lines/*/colour', owners: ['oms'] },
            { path: '/status', owners: ['oms'] },
            { path: '/status', owners: [] },
          ],
          negative: ['nothing'],
        },
      },
    };
    expect(ownershipFindings(file).map(({ code, at }) => [code, at?.path])).toEqual([
      ['ownership.unknown-field', '/documents/order/fields/0/path'],
      ['ownership.duplicate-field', '/documents/order/fields/2/path'],
      ['ownership.unknown-field', '/documents/order/negative/0'],
    ]);
  });
});
