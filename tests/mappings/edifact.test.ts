// Laws of the inbound EDIFACT mappings that single examples do not show: missing parts, spellings of numbers, several releases.
import { describe, expect, test } from 'vitest';
import { createEngine } from '../../runtime/engine/message.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import type {
  CanonicalDocument,
  InventoryDocument,
  OrderDocument,
  ShipmentDocument,
} from '../../runtime/model/types.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';

const NAMES = ['edifact-orders', 'edifact-ordrsp', 'edifact-desadv', 'edifact-invrpt', 'edifact-invoic'];

const files = await readWorkspaceFiles('.');
const mappings = new Map([...files].filter(([path]) => path.startsWith('mappings/')));
const engine = createEngine(openWorkspace(mappings).workspace);

/** Every place of a decoded value, as keys from the top. */
function placesOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [[...at, key], ...placesOf(member, [...at, key])]);
}

function without(value: unknown, place: readonly string[]): unknown {
  const copy: unknown = structuredClone(value);
  const holder = place.slice(0, -1).reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], copy);
  const last = place.at(-1) as string;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as Record<string, unknown>)[last];
  return copy;
}

/** What a mapping makes of the segments of one message of the release, for example `D:96A`. */
async function documentsOf<T extends CanonicalDocument>(
  kind: string,
  release: string,
  segments: readonly string[],
): Promise<readonly T[]> {
  const name = `edifact-${kind.toLowerCase()}`;
  const text = [
    'UNB+UNOC:3+BUYER:ZZ+SELLER:ZZ+260504:0915+1',
    `UNH+1+${kind}:${release}:UN`,
    ...segments,
    `UNT+${segments.length + 2}+1`,
    'UNZ+1+1',
  ].map((segment) => `${segment}'`);
  const [message] = engine.decode(name, new TextEncoder().encode(text.join('\n'))).messages;
  const { documents, error } = await engine.inbound(name).run(message as NonNullable<typeof message>);
  expect(error).toBeUndefined();
  return documents as unknown as readonly T[];
}

describe('an inbound EDIFACT mapping', () => {
  test.each(NAMES)(
    '%s gives documents or says what is missing, whatever single part is left out',
    async (name) => {
      const samples = engine.inbound(name).mapping.examples.filter((example) => !example.case.startsWith('bad'));
      expect(samples.length).toBeGreaterThan(1);
      for (const sample of samples) {
        const message = engine.decode(name, sample.bytes).messages[0]!;
        for (const place of placesOf(message.value)) {
          const { error } = await engine.inbound(name).run({ ...message, value: without(message.value, place) });
          // Without its format (2379) a date of six digits cannot be read, and the error says so.
          if (error === undefined || (error.code === 'function.argument' && place.at(-1) === 'DTM01_3')) continue;
          expect(
            ['contract.invalid', 'document.invalid', 'mapping.unmapped', 'mapping.empty'],
            `${sample.case} without ${place.join('/')}`,
          ).toContain(error.code);
        }
      }
    },
    120_000,
  );

  test.each(NAMES)('%s refuses a message of another type', async (name) => {
    const message = engine.decode(name, engine.inbound(name).mapping.examples[1]!.bytes).messages[0]!;
    const value = { ...(message.value as object), UNH: [{ UNH01: '1', UNH02: 'PRICAT', UNH02_2: 'D' }] };
    const { error } = await engine.inbound(name).run({ ...message, value });
    expect(error?.code).toBe('contract.invalid');
  });
});

test('reads a decimal comma as a decimal point', async () => {
  const [order] = await documentsOf<OrderDocument>('ORDERS', 'D:96A', [
    'BGM+220+PO-1+9',
    'DTM+137:20260504:102',
    'LIN+1++A-1:SA',
    'QTY+21:12,5:KGM',
    'PRI+AAA:1,995',
  ]);
  expect(order?.lines?.[0]).toMatchObject({ quantity: '12.5', unitPrice: '1.995', total: '24.94' });
});

test('takes the price of one unit out of a price per hundred without losing a digit', async () => {
  const [order] = await documentsOf<OrderDocument>('ORDERS', 'D:96A', [
    'BGM+220+PO-1+9',
    'LIN+1++A-1:SA',
    'QTY+21:300',
    'PRI+AAA:62.6793:CT::100',
  ]);
  expect(order?.lines?.[0]).toMatchObject({ unitPrice: '0.626793', total: '188.04' });
});

test('names an item by the supplier’s code, else the buyer’s, else the GTIN, and keeps all of them', async () => {
  const [order] = await documentsOf<OrderDocument>('ORDERS', 'D:01B', [
    'BGM+220+PO-1+9',
    'LIN+1++4260123450014:SRV',
    'PIA+1+778-1:IN+MUG:SA',
    'QTY+21:1',
    'LIN+2++4260123450014:SRV',
    'PIA+1+778-1:IN',
    'QTY+21:1',
    'LIN+3++4260123450014',
    'QTY+21:1',
  ]);
  expect(order?.lines?.map((line) => line.sku)).toEqual(['MUG', '778-1', '4260123450014']);
  expect(order?.lines?.[0]?.identifiers?.map(({ value }) => value)).toEqual(['MUG', '778-1', '4260123450014']);
  expect(order?.lines?.map((line) => line.gtin14)).toEqual(Array(3).fill('04260123450014'));
});

test('gives the same stock whether QTY or INV opens the group', async () => {
  const line = ['BGM+35+R-1+9', 'DTM+366:20260508:102', 'NAD+GY+4260123000011::9', 'LIN+1++4260123450014:SRV'];
  const old = await documentsOf<InventoryDocument>('INVRPT', 'D:96A', [
    ...line,
    'QTY+145:40',
    'LOC+18+WH-1',
    'QTY+66:4',
    'LOC+18+WH-1',
  ]);
  const recent = await documentsOf<InventoryDocument>('INVRPT', 'D:01B', [
    ...line,
    'INV++++1',
    'QTY+145:40',
    'LOC+18+WH-1',
    'INV++++1',
    'QTY+66:4',
    'LOC+18+WH-1',
  ]);
  expect(old.map(({ location, quantities }) => [location, quantities])).toEqual([
    ['WH-1', { on_hand: 40, reserved: 4 }],
  ]);
  expect(recent).toEqual(old);
});

test('counts a total over lots once when the report lists the lots beside it', async () => {
  const documents = await documentsOf<InventoryDocument>('INVRPT', 'D:96A', [
    'BGM+35+R-1+9',
    'NAD+WH+WH-1',
    'LIN+1++A-1:SA',
    'QTY+145:50',
    'QTY+145:30',
    'GIN+BX+L1',
    'QTY+145:20',
    'GIN+BX+L2',
  ]);
  expect(documents.map(({ lot, quantities }) => [lot, quantities?.on_hand])).toEqual([
    ['L1', 30],
    ['L2', 20],
  ]);
});

test('puts a line without any packing into the shipment itself', async () => {
  const [shipment] = await documentsOf<ShipmentDocument>('DESADV', 'D:96A', [
    'BGM+351+D-1+9',
    'DTM+11:20260508:102',
    'RFF+ON:PO-1',
    'LIN+1++A-1:SA',
    'QTY+12:5',
  ]);
  expect(shipment?.packages).toBeUndefined();
  expect(shipment?.lines).toMatchObject([{ lineId: '1', sku: 'A-1', quantity: 5, quantities: { shipped: 5 } }]);
});
