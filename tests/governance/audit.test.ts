// The audit log: whatever is changed, removed, moved or cut off shows, and the first row that does not fit is named.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditHead, signHead, verifyLog } from '../../runtime/governance/audit-heads.ts';
import { addAudit } from '../../runtime/store/audit.ts';
import { type Connection, Database } from '../../runtime/store/database.ts';

const ROWS = 12;
const NOW = Date.UTC(2026, 10, 26, 12);

let data: string;
let database: Database;
let connection: Connection;
const heads: AuditHead[] = [];

const add = (from: number, to: number) => {
  for (let row = from; row <= to; row += 1)
    addAudit(
      connection,
      { actor: `person ${row % 3}`, action: 'order.read', subject: `O-${row}`, detail: { row } },
      NOW + row,
    );
};

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'crossdock-audit-'));
  database = new Database(data);
  ({ connection } = database);
  heads.length = 0;
  for (const [from, to] of [
    [1, 5],
    [6, 9],
    [10, ROWS],
  ] as const) {
    add(from, to);
    heads.push(signHead(data, connection, NOW + to) as AuditHead);
  }
});
afterEach(async () => {
  await database.close();
  rmSync(data, { recursive: true, force: true });
});

const fault = (options: Parameters<typeof verifyLog>[2] = {}) => verifyLog(data, connection, options).fault ?? 'none';
const file = () => join(data, 'audit-heads.jsonl');
const lines = () => readFileSync(file(), 'utf8').trimEnd().split('\n');
const writeHeads = (kept: readonly string[]) => writeFileSync(file(), kept.map((line) => `${line}\n`).join(''));

it('fits together when nobody touched it, and is signed only when there is something new', () => {
  expect(verifyLog(data, connection)).toEqual({ rows: ROWS, heads: 3 });
  expect(signHead(data, connection, NOW)).toBeUndefined();
  for (const head of heads) expect(fault({ anchor: head.hash })).toBe('none');
});

describe('a row', () => {
  it.each(['at', 'actor', 'action', 'subject', 'detail', 'previous', 'hash'])(
    'whose %s was changed is named',
    (column) => {
      for (let row = 1; row <= ROWS; row += 1) {
        const before = connection.prepare(`SELECT "${column}" AS value FROM audit WHERE seq = ?`).get(row) as {
          value: string | number;
        };
        const changed = typeof before.value === 'number' ? before.value + 1 : `${before.value} `;
        connection.prepare(`UPDATE audit SET "${column}" = ? WHERE seq = ?`).run(changed, row);
        expect(fault()).toMatch(new RegExp(`^row ${row} \\(`));
        connection.prepare(`UPDATE audit SET "${column}" = ? WHERE seq = ?`).run(before.value, row);
      }
      expect(fault()).toBe('none');
    },
  );

  it('that was removed is missed by the one behind it, or by a head', () => {
    for (let row = 1; row <= ROWS; row += 1) {
      connection.exec('SAVEPOINT try');
      connection.prepare('DELETE FROM audit WHERE seq = ?').run(row);
      expect(fault()).toMatch(row === ROWS ? `row ${ROWS} is missing` : new RegExp(`^row ${row + 1} \\(`));
      connection.exec('ROLLBACK TO try; RELEASE try');
    }
  });

  it('that changed places with another is named', () => {
    connection.exec(
      'UPDATE audit SET seq = -1 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = -1',
    );
    expect(fault()).toMatch(/^row 4 \(/);
  });

  it('that was put in, with all behind it computed anew, is named by the next head', () => {
    // Without row 7: nothing in the chain itself shows that, only that a head knew another row 9.
    connection.exec('DELETE FROM audit WHERE seq > 6');
    add(8, ROWS + 1);
    expect(verifyLog(data, connection).fault).toMatch(/^row 9 \(.*\): the head of .* names another$/);
  });
});

describe('the end', () => {
  it.each([1, 2, 3, 7, 11, 12])('shows when the last %d rows were cut off', (count) => {
    connection.prepare('DELETE FROM audit WHERE seq > ?').run(ROWS - count);
    expect(fault()).toMatch(/^row \d+ is missing: the head that was signed at/);
  });

  it('shows when heads were cut off with the rows, by a head that was kept elsewhere', () => {
    connection.exec('DELETE FROM audit WHERE seq > 9');
    writeHeads(lines().slice(0, 2));
    expect(fault()).toBe('none');
    expect(fault({ anchor: (heads[2] as AuditHead).hash })).toMatch(/kept elsewhere/);
  });
});

describe('a head', () => {
  it('that was changed, removed or made by somebody without the key is named', () => {
    const all = lines();
    const change = (index: number, members: object) =>
      writeHeads(
        all.map((line, at) => (at === index ? JSON.stringify({ ...(JSON.parse(line) as object), ...members }) : line)),
      );
    change(1, { row: 8 });
    expect(fault()).toBe('head 2: its signature does not fit');
    change(0, { signature: Buffer.alloc(64).toString('base64') });
    expect(fault()).toBe('head 1: its signature does not fit');
    writeHeads([all[0] as string, all[2] as string]);
    expect(fault()).toBe('head 2: the one before it is missing or changed');
    writeHeads([...all, 'x']);
    expect(fault()).toBe('head 4 cannot be read');
    writeHeads(all);
    expect(fault()).toBe('none');
  });

  it('is verified by a key that was kept elsewhere, when there is one', () => {
    const own = readFileSync(join(data, 'keys', 'audit.pub'), 'utf8');
    expect(fault({ publicKey: own })).toBe('none');
    const other = mkdtempSync(join(data, 'other-'));
    const elsewhere = new Database(other);
    addAudit(elsewhere.connection, { actor: 'a', action: 'b', subject: 'c' }, NOW);
    signHead(other, elsewhere.connection, NOW);
    expect(fault({ publicKey: readFileSync(join(other, 'keys', 'audit.pub'), 'utf8') })).toMatch(
      /^head 1: its signature/,
    );
    return elsewhere.close();
  });
});
