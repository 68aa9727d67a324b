// The loop that every fuzz target shares: make a case from a seed, run it, shrink and print what differs, count the rest.

/** Cases between two turns of the event loop, in which signals are heard: targets await nothing that would give it one. */
const CASES_A_TURN = 25;

/**
 * A target is `{ name, make(seed), run(case), shrink(case, differs), show(case, outcome) }`.
 *
 * `run` answers with a list of `{ kind, detail }`, one for each comparison: `same`, `failed` (both sides), `left` and `limit`
 * (not compared, with the reason), `deliberate` (a listed difference), or `different`.
 */
export async function fuzz(
  target,
  { seed, until, most = Number.POSITIVE_INFINITY, report, maxDifferences = 20, isStopped = () => false },
) {
  const counts = {};
  const details = {};
  const differences = [];
  let cases = 0;
  let runs = 0;
  const begun = Date.now();
  const isOver = () => Date.now() >= until || runs >= most || differences.length >= maxDifferences || isStopped();
  for (let at = seed; !isOver(); at += 1) {
    if ((at - seed) % CASES_A_TURN === CASES_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    const one = target.make(at);
    if (one === undefined) continue;
    cases += 1;
    const outcomes = await target.run(one);
    runs += outcomes.length;
    for (const { kind, detail } of outcomes) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      if (detail !== undefined && kind !== 'same' && kind !== 'different') {
        details[`${kind}: ${detail}`] = (details[`${kind}: ${detail}`] ?? 0) + 1;
      }
    }
    if (outcomes.some(({ kind }) => kind === 'different')) {
      const differs = async (other) => (await target.run(other)).find(({ kind }) => kind === 'different');
      const small = await target.shrink(one, differs);
      const text = target.show(small, await differs(small), at);
      differences.push(text);
      report?.(text);
    }
  }
  return { target: target.name, seed, cases, runs, counts, details, differences, seconds: (Date.now() - begun) / 1000 };
}

/** The summary of one target in lines. */
export function summaryLines({ target, seed, cases, runs, counts, details, differences, seconds }) {
  const whole = (count) => count.toLocaleString('en');
  const share = (count) => `${((100 * count) / Math.max(1, runs)).toFixed(3)} %`;
  return [
    `${target}: ${whole(runs)} runs of ${whole(cases)} cases from seed ${seed} in ${seconds.toFixed(0)} s, ${differences.length} unexplained differences`,
    ...Object.entries(counts).map(
      ([kind, count]) => `  ${kind.padEnd(12)} ${whole(count).padStart(12)}  ${share(count)}`,
    ),
    ...Object.entries(details)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 20)
      .map(([detail, count]) => `    ${whole(count).padStart(10)}  ${detail}`),
  ];
}
