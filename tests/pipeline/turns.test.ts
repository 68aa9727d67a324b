import { expect, it } from 'vitest';
import { Admission } from '../../runtime/pipeline/admission.ts';
import { Turns } from '../../runtime/pipeline/turns.ts';

/** A thread whose time and turns only the test moves. */
function thread() {
  let now = 0;
  let idle = 0;
  let count = 0;
  let ends: (() => void)[] = [];
  const turns = new Turns({
    monotonicMs: () => now,
    idleMs: () => idle,
    turns: () => count,
    atEnd: (ended) => void ends.push(ended),
  });
  return {
    turns,
    now: () => now,
    works(ms: number) {
      now += ms;
    },
    waits(ms: number) {
      now += ms;
      idle += ms;
    },
    /** Ends the turn that is under way. */
    ends() {
      count += 1;
      for (const end of ends) end();
      ends = [];
    },
  };
}

it('says how long requests have been dealt with in this turn', () => {
  const { turns, works, ends } = thread();
  expect(turns.request()).toBe(0);
  works(3);
  expect(turns.request()).toBe(3);
  works(2);
  expect(turns.request()).toBe(5);
  ends();
  expect(turns.request()).toBe(0);
});

it('takes the shortest of several turns, without the time in which there was nothing to do', () => {
  const { turns, works, waits, ends } = thread();
  turns.request();
  for (const ms of [20, 9, 30]) {
    works(ms);
    ends();
    waits(100);
    turns.request();
  }
  // Half of 40 ms, in two turns of which the second had no request.
  expect(turns.takeShortestMs()).toBe(9);
  expect(turns.takeShortestMs()).toBeUndefined();
  for (let turn = 0; turn < 4; turn += 1) {
    works(20);
    ends();
    works(20);
    ends();
    turns.request();
  }
  expect(turns.takeShortestMs()).toBe(20);
});

it('measures this thread, when nothing else is given', async () => {
  const turns = new Turns();
  for (let turn = 0; turn < 5; turn += 1) {
    turns.request();
    const until = performance.now() + 5;
    while (performance.now() < until);
    expect(turns.request()).toBeGreaterThanOrEqual(5);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // How short the shortest was is the machine's affair: the platform tells it, and it holds no waiting.
  expect(turns.takeShortestMs()).toBeGreaterThanOrEqual(0);
});

/** Senders there are; each waits for its answer before it sends again. */
const SENDERS = 512;

/** Requests come at a rate; each that is let in costs so much work and its answer leaves with the turn, a refused one costs little. */
function flooded(perMs: number, options: { takeMs: number; refuseMs: number }) {
  const { turns, works, waits, ends, now } = thread();
  const admission = new Admission({
    ...{ maxWaiting: 100_000, maxWaitingBytes: 1e9, sourceShare: 100, perSecondOf: () => undefined },
    ...{ turns, monotonicMs: now },
  });
  let seen = 0;
  const lengths: number[] = [];
  const counts = { taken: 0, refused: 0 };
  return {
    admission,
    lengths,
    counts,
    run(forMs: number, rate = perMs) {
      seen = Math.floor(now() * rate);
      for (const until = now() + forMs; now() < until; ) {
        const due = Math.floor(now() * rate) - seen;
        const came = Math.min(SENDERS, Math.max(0, due));
        seen += came;
        const began = now();
        const leave: (() => void)[] = [];
        for (let n = 0; n < came; n += 1) {
          if (admission.comes()) {
            leave.push(admission.admit('a', 1));
            works(options.takeMs);
            counts.taken += 1;
          } else {
            admission.turnedAway();
            works(options.refuseMs);
            counts.refused += 1;
          }
        }
        lengths.push(now() - began);
        for (const release of leave) release();
        ends();
        if (came === 0) waits(1);
      }
    },
  };
}

it('takes a burst whole, however long its turns are', () => {
  const burst = flooded(10, { takeMs: 0.25, refuseMs: 0.02 });
  burst.run(100);
  burst.run(2_000, 0);
  expect(burst.counts.taken).toBeGreaterThan(500);
  expect(burst.counts.refused).toBe(0);
});

it('keeps turns short when more comes than there is time for, and refuses nobody when there is', () => {
  const cost = { takeMs: 0.25, refuseMs: 0.02 };
  const usual = flooded(1.5, cost);
  usual.run(3_000);
  expect(usual.counts.refused).toBe(0);
  const flood = flooded(10, cost);
  flood.run(3_000);
  flood.lengths.length = 0;
  flood.counts.taken = 0;
  flood.run(3_000);
  // Without a bound turns would grow for as long as the flood lasts.
  expect(Math.max(...flood.lengths)).toBeLessThan(20);
  // What time is left for is taken: at least half of what could be taken if refusing cost nothing.
  expect(flood.counts.taken).toBeGreaterThan(3_000 / cost.takeMs / 2);
  flood.run(1_000, 1.5);
  flood.counts.refused = 0;
  flood.run(1_000, 1.5);
  expect(flood.counts.refused).toBe(0);
  expect(flood.admission.figures.overloaded).toBe(false);
});

it('goes on taking what it can where everything is slow', () => {
  const starved = flooded(10, { takeMs: 5, refuseMs: 0.4 });
  starved.run(5_000);
  starved.counts.taken = 0;
  starved.run(10_000);
  // A seventh of the time, where refusing those that come would use up all of it.
  expect(starved.counts.taken * 5).toBeGreaterThan(1_400);
});
