// Times several cases side by side in one run: every round takes each case once, so that a busy moment of the machine slows all of them alike.

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Runs the cases in interleaved rounds until the time is up, after one round that does not count.
 *
 * @param cases    `{ name, run }`; `run` does one unit of work and may be async
 * @param options  `budgetMs` for all rounds together, and the fewest and most rounds
 * @returns per case its median time of one unit in milliseconds, in the order given
 */
export async function timeInRounds(cases, { budgetMs, minRounds = 5, maxRounds = 200 }) {
  const times = cases.map(() => []);
  for (const { run } of cases) await run();
  const end = performance.now() + budgetMs;
  for (let round = 0; round < maxRounds && (round < minRounds || performance.now() < end); round += 1) {
    for (const [index, { run }] of cases.entries()) {
      const started = performance.now();
      await run();
      times[index].push(performance.now() - started);
    }
  }
  return cases.map(({ name }, index) => ({ name, ms: median(times[index]), rounds: times[index].length }));
}

/** Lines of a table; numbers to the right. */
export function tableLines(head, rows) {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => String(row[column]).length)));
  const line = (row) =>
    row
      .map((cell, column) =>
        column === 0 ? String(cell).padEnd(widths[column]) : String(cell).padStart(widths[column]),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
}
