// What is usual of a source, and when its silence is one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cadenceOf, HOUR_MS } from '../../runtime/pipeline/cadence.ts';

const START = Date.UTC(2026, 2, 1);
const at = (hours: number): number => START + hours * HOUR_MS;

/** Receipts by hour: `perHour` for each hour of `hours` days that `isOpen` says. */
const history = (days: number, perHour: number, isOpen: (hourOfDay: number) => boolean = () => true) =>
  new Map(
    Array.from({ length: days * 24 }, (_one, hour) => hour)
      .filter((hour) => isOpen(hour % 24))
      .map((hour) => [at(hour), perHour]),
  );

describe('a source', () => {
  it('that sends 40 an hour is silent after three hours of nothing', () => {
    const hours = history(7, 40);
    const cadence = cadenceOf(hours, { since: START, lastAt: at(168) - 1, now: at(171) });
    expect(cadence).toMatchObject({ status: 'silent', usualPerHour: 40 });
    expect(cadence.expectedSince).toBeCloseTo(120, 0);
  });

  it('is as usual ten minutes after its last message', () => {
    const cadence = cadenceOf(history(7, 40), { since: START, lastAt: at(168) - 1, now: at(168) + 600_000 });
    expect(cadence.status).toBe('usual');
  });

  it('that never sends at night is not silent at night, and is so the next noon', () => {
    const hours = history(7, 30, (hour) => hour >= 8 && hour < 18);
    const times = { since: START, lastAt: at(6 * 24 + 18) - 1 };
    expect(cadenceOf(hours, { ...times, now: at(7 * 24 + 5) }).status).toBe('usual');
    expect(cadenceOf(hours, { ...times, now: at(8 * 24 + 12) }).status).toBe('silent');
  });

  it('that sends one file a day is silent when days are missing, not before', () => {
    const hours = new Map(Array.from({ length: 14 }, (_one, day) => [at(day * 24 + 6), 1]));
    const times = { since: START, lastAt: at(13 * 24 + 6) };
    expect(cadenceOf(hours, { ...times, now: at(14 * 24 + 9) }).status).toBe('usual');
    expect(cadenceOf(hours, { ...times, now: at(22 * 24) }).status).toBe('silent');
  });

  it('that is known for less than a day is being learned', () => {
    expect(cadenceOf(history(7, 40), { since: at(160), lastAt: at(166), now: at(167) }).status).toBe('learning');
  });

  it('is expected to send more, the longer it is silent', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100 }), fc.nat({ max: 300 }), fc.nat({ max: 300 }), (perHour, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map(
          (hours) =>
            cadenceOf(history(7, perHour), { since: START, lastAt: at(167), now: at(167 + hours) }).expectedSince,
        ) as [number, number];
        expect(more).toBeGreaterThanOrEqual(less);
      }),
      { numRuns: 50 },
    );
  });
});
