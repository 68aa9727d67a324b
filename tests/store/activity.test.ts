// Counts over time: nothing is lost when minutes become hours.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityOf, countActivity, countLatency, foldActivity, MINUTE_MS } from '../../runtime/store/activity.ts';
import { Database } from '../../runtime/store/database.ts';
import { temporaryDirectory } from '../support/cli.ts';

let database: Database;
let directory: { path: string; remove: () => Promise<void> };
const NOW = Date.UTC(2026, 2, 20, 12, 34);
const HOUR_MS = 60 * MINUTE_MS;

beforeAll(async () => {
  directory = await temporaryDirectory();
  database = new Database(directory.path);
});
afterAll(async () => {
  await database.close();
  await directory.remove();
});

const sum = (rows: readonly { count: number }[]): number => rows.reduce((total, { count }) => total + count, 0);

describe('activity', () => {
  it('is counted by minute and read by any step', () => {
    const { connection } = database;
    for (let minute = 0; minute < 300; minute += 1)
      for (let times = 0; times <= minute % 3; times += 1)
        countActivity(connection, { kind: 'received', name: `source-${minute % 2}` }, NOW - minute * MINUTE_MS);
    const range = { from: NOW - 299 * MINUTE_MS, to: NOW };
    const by = (stepMs: number) => activityOf(connection, 'received', { ...range, stepMs });
    expect(sum(by(MINUTE_MS))).toBe(600);
    expect(sum(by(15 * MINUTE_MS))).toBe(600);
    expect(by(HOUR_MS).length).toBeLessThanOrEqual(14);
  });

  it('is written once for all works of a commit, and not for one that fails among them', async () => {
    const at = NOW + 10 * HOUR_MS;
    const count = (name: string) =>
      database.write((connection) => countActivity(connection, { kind: 'held', name }, at));
    const counted = () =>
      Object.fromEntries(
        activityOf(database.connection, 'held', { from: at, to: at, stepMs: MINUTE_MS }).map((row) => [
          row.name,
          row.count,
        ]),
      );
    await Promise.all([count('a'), count('b'), count('a')]);
    expect(counted()).toEqual({ a: 2, b: 1 });
    const failing = database.write((connection) => {
      countActivity(connection, { kind: 'held', name: 'a' }, at);
      throw new Error('no');
    });
    await Promise.allSettled([count('a'), failing, count('b')]);
    expect(counted()).toEqual({ a: 3, b: 2 });
  });

  it('keeps every count when old minutes are folded into hours, however often', () => {
    const { connection } = database;
    const old = NOW - 72 * HOUR_MS;
    for (let minute = 0; minute < 120; minute += 1)
      countActivity(connection, { kind: 'settled', name: 'shop processed' }, old + minute * MINUTE_MS);
    const range = { from: old - HOUR_MS, to: NOW, stepMs: HOUR_MS };
    const before = activityOf(connection, 'settled', range);
    foldActivity(connection, NOW);
    foldActivity(connection, NOW);
    expect(activityOf(connection, 'settled', range)).toEqual(before);
    const rows = connection.prepare("SELECT count(*) AS n FROM activity WHERE kind = 'settled'").get() as { n: number };
    expect(rows.n).toBeLessThanOrEqual(3);
    expect(
      sum(activityOf(connection, 'received', { from: NOW - HOUR_MS, to: NOW, stepMs: MINUTE_MS })),
    ).toBeGreaterThan(0);
  });

  it('puts a latency under the bound that it does not exceed', () => {
    const { connection } = database;
    for (const tookMs of [0, 1, 3, 5_000_000]) countLatency(connection, tookMs, NOW);
    const names = activityOf(connection, 'latency', { from: NOW, to: NOW, stepMs: MINUTE_MS }).map(
      ({ name, count }) => `${name}: ${count}`,
    );
    expect(names.sort()).toEqual(['1: 2', '5: 1', 'more: 1']);
  });
});
