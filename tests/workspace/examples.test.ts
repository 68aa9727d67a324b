// Every example of the sample workspace passes, and every mapping shows a plain, a hard and a bad case.
import { describe, expect, it } from 'vitest';
import { type ExampleResult, runExamples } from '../../runtime/engine/examples.ts';
import { createEngine } from '../../runtime/engine/message.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';
import { ROOT } from '../support/sidecar.ts';

const REQUIRED_MAPPINGS = [
  'shopify-order',
  'shopify-fulfillment',
  'shopify-inventory-level',
  'shopify-refund',
  'woocommerce-order',
  'amazon-order',
  'bigcommerce-order',
  'magento-order',
  'shipstation-order',
  'x12-850-order',
  'x12-860-order-change',
  'x12-855-acknowledgement',
  'x12-856-shipment',
  'x12-846-inventory',
  'x12-940-order',
  'x12-944-receipt',
  'x12-945-shipment',
  'x12-947-adjustment',
  'x12-810-invoice',
  'edifact-orders',
  'edifact-desadv',
  'edifact-invrpt',
  'edifact-invoic',
  'csv-inventory',
  'easypost-tracking',
  'erp-items',
  'erp-customers',
  'wms-release-order',
  'x12-940-release',
  'x12-855-reply',
  'x12-856-notice',
  'x12-810-bill',
  'channel-availability',
  'customer-notice',
];
const REQUIRED_RULESETS = [
  'order-intake',
  'order-release',
  'shipment-intake',
  'inventory-intake',
  'inventory-publish',
  'order-notify',
  'invoice-issue',
  'return-intake',
];

const { workspace } = openWorkspace(await readWorkspaceFiles(ROOT));
const results: ExampleResult[] = [];
for await (const result of runExamples(createEngine(workspace))) results.push(result);

it.each(results.map((result) => [`${result.subject}: ${result.case}`, result] as const))(
  '%s gives what is expected',
  (_title, result) => {
    expect(result.differences).toEqual([]);
  },
);

it('holds every mapping and ruleset that a workspace of this trade needs', () => {
  expect(REQUIRED_MAPPINGS.filter((name) => !workspace.mappings.has(name))).toEqual([]);
  expect(REQUIRED_RULESETS.filter((name) => !workspace.rulesets.has(name))).toEqual([]);
});

describe.each([...workspace.mappings.values()].map((mapping) => [mapping.name, mapping] as const))(
  'mapping %s',
  (name, mapping) => {
    it('has at least three examples, one of which fails as it should', () => {
      const own = results.filter((result) => result.subject === `mapping ${name}`);
      expect(own.length).toBeGreaterThanOrEqual(3);
      const expectations = own.map((result) => new TextDecoder().decode(result.actual));
      expect(
        expectations.some((text) => /"error"/.test(text)),
        'a bad case',
      ).toBe(true);
      expect(mapping.manifest.title).not.toBe('');
    });
  },
);
