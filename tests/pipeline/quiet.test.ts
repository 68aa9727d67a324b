// Work that waits for a quiet moment, on a clock of the test's own.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onceQuiet } from '../../runtime/pipeline/quiet.ts';

let isQuiet = true;
let done = 0;
const wait = () => onceQuiet(() => (done += 1), { isQuiet: () => isQuiet, firstMs: 5_000, mostMs: 60_000 });

beforeEach(() => {
  vi.useFakeTimers();
  [isQuiet, done] = [true, 0];
});
afterEach(() => vi.useRealTimers());

it('is done once, and not before its time', () => {
  wait();
  vi.advanceTimersByTime(4_900);
  expect(done).toBe(0);
  vi.advanceTimersByTime(100);
  expect(done).toBe(1);
  vi.advanceTimersByTime(120_000);
  expect(done).toBe(1);
});

it('waits while something is under way, and for two quiet looks behind it', () => {
  wait();
  isQuiet = false;
  vi.advanceTimersByTime(20_000);
  isQuiet = true;
  vi.advanceTimersByTime(500);
  isQuiet = false;
  vi.advanceTimersByTime(500);
  isQuiet = true;
  vi.advanceTimersByTime(500);
  expect(done).toBe(0);
  vi.advanceTimersByTime(500);
  expect(done).toBe(1);
});

it('does not wait for ever, and not at all once nobody wants it', () => {
  isQuiet = false;
  wait();
  vi.advanceTimersByTime(59_900);
  expect(done).toBe(0);
  vi.advanceTimersByTime(100);
  expect(done).toBe(1);
  const timer = wait();
  clearInterval(timer);
  vi.advanceTimersByTime(120_000);
  expect(done).toBe(1);
});
