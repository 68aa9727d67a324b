// A message that is stored together with what it causes: once, as it came, and not before its commit stands.
import { describe, expect, it } from 'vitest';
import { Arrival, lost } from '../../runtime/pipeline/arrival.ts';
import type { Connection } from '../../runtime/store/database.ts';
import { newId } from '../../runtime/store/ids.ts';
import { findMessage } from '../../runtime/store/messages.ts';
import { insertReceipt, type Receipt, receiptDecoded } from '../../runtime/store/receipts.ts';
import type { EvaluatedMessage } from '../../runtime/workers/tasks.ts';
import { storeOfEach } from '../support/store.ts';

const AT = Date.UTC(2026, 2, 2);
const store = storeOfEach();

const evaluated = (fields: Partial<EvaluatedMessage> = {}): EvaluatedMessage => ({
  index: 0,
  start: 0,
  end: 4,
  mapping: 'shop-orders',
  documents: [{ type: 'order', orderId: 'B-1', source: { system: 'shop' }, lines: [] } as never],
  findings: [],
  tookMs: 1,
  ...fields,
});

/** A receipt in the store, and the arrival of its only message. */
async function arriving(message: EvaluatedMessage, text = JSON.stringify(message)) {
  const database = store();
  const { stored } = await database.write((connection) =>
    insertReceipt(connection, { source: 'shop', body: new TextEncoder().encode('{}') }, AT),
  );
  const receipt = stored as Receipt;
  let told = 0;
  const arrival = new Arrival({
    receipt,
    runner: { versionsOf: (mapping, types) => ({ mapping, types }) },
    id: newId('msg', AT),
    at: AT,
    written: { evaluated: message, text },
    alongside: (connection) =>
      receiptDecoded(connection, receipt, { messages: 1, findings: [], workspaceVersion: 'w1' }),
    onStored: () => {
      told += 1;
    },
  });
  const row = () => findMessage(database.connection, arrival.id);
  const status = () =>
    (database.connection.prepare('SELECT status FROM receipts WHERE id = ?').get(receipt.id) as { status: string })
      .status;
  return { database, arrival, row, status, told: () => told };
}

const END = { status: 'processed' as const, result: { outcomes: [], findings: [], settleMs: 2 } };

describe('an arrival', () => {
  it('is stored with its receipt and its end in one commit, under the id that it had before', async () => {
    const message = evaluated();
    const { database, arrival, row, status, told } = await arriving(message);
    expect([row(), status(), arrival.isStored, told()]).toEqual([undefined, 'pending', false, 0]);
    await database.write((connection) => arrival.store(connection, message, AT + 5, END));
    arrival.committed();
    expect([status(), arrival.isStored, told()]).toEqual(['decoded', true, 1]);
    expect(row()).toMatchObject({
      id: arrival.id,
      status: 'processed',
      document_type: 'order',
      document_key: 'B-1',
      evaluated: JSON.stringify(message),
      result: JSON.stringify(END.result),
      created_at: AT,
      settled_at: AT + 5,
    });
  });

  it('is stored once, however often it is asked to, and tells it once', async () => {
    const message = evaluated();
    const { database, arrival, told } = await arriving(message);
    const again = (connection: Connection) => arrival.store(connection, message, AT);
    await database.write(again);
    arrival.committed();
    await database.write(again);
    arrival.committed();
    expect(told()).toBe(1);
    expect(database.connection.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 1 });
  });

  it('is stored again by the next try when the first one was undone', async () => {
    const message = evaluated();
    const { database, arrival, row, status } = await arriving(message);
    const failing = database.write((connection) => {
      arrival.store(connection, message, AT);
      throw new Error('what follows fails');
    });
    await expect(failing).rejects.toThrow('what follows fails');
    expect([row(), status(), arrival.isStored]).toEqual([undefined, 'pending', false]);
    await database.write((connection) => arrival.store(connection, message, AT));
    arrival.committed();
    expect([row()?.status, status()]).toEqual(['accepted', 'decoded']);
  });

  it('keeps the text that it came with for the message that it stands for, and for no other', async () => {
    const message = evaluated();
    const spaced = JSON.stringify(message).replace('{', '{ ');
    const first = await arriving(message, spaced);
    await first.database.write((connection) => first.arrival.store(connection, message, AT));
    expect(first.row()?.evaluated).toBe(spaced);
    const second = await arriving(message, spaced);
    const instead = lost(message, new Error('it cannot be stored'));
    await second.database.write((connection) => second.arrival.store(connection, instead, AT));
    expect(JSON.parse(second.row()?.evaluated ?? '')).toMatchObject({ documents: [], error: { code: 'internal' } });
    expect(second.row()?.document_type).toBeNull();
  });
});
