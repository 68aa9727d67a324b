import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../runtime/store/database.ts';
import {
  markDependants,
  markForReevaluation,
  marksOf,
  pendingReevaluations,
  reevaluated,
  saveDependencies,
} from '../../runtime/store/gates.ts';
import { storeOfEach } from '../support/store.ts';

let database: Database;
const store = storeOfEach();
beforeEach(() => {
  database = store();
});

it('keeps a mark that was made while the document was judged', () => {
  const { connection } = database;
  markForReevaluation(connection, 7, 1);
  const marks = marksOf(connection, 7) as number;
  markForReevaluation(connection, 7, 2);
  reevaluated(connection, 7, marks);
  expect(pendingReevaluations(connection, 10)).toEqual([7]);
  reevaluated(connection, 7, marksOf(connection, 7) as number);
  expect(pendingReevaluations(connection, 10)).toEqual([]);
});

it('takes up what has waited longest first, and a document once however often it was marked', () => {
  const { connection } = database;
  saveDependencies(connection, 1, ['item:A']);
  saveDependencies(connection, 2, ['item:A', 'item:B']);
  markForReevaluation(connection, 3, 10);
  markDependants(connection, 'item:B', 20);
  markDependants(connection, 'item:A', 30);
  expect(pendingReevaluations(connection, 10)).toEqual([3, 2, 1]);
  expect(marksOf(connection, 2)).toBe(2);
  expect(marksOf(connection, 9)).toBeUndefined();
});
