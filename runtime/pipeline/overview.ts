// The numbers that a person looks at first, with the version of the workspace that is in force.
import type { OverviewSums } from '../model/sums.ts';
import type { Sidecar } from './sidecar.ts';

export interface Overview extends OverviewSums {
  readonly version: string;
  /** Open exceptions whose time by the service level is up. */
  readonly overdue: {
    readonly count: number;
    /** Since when the first of them is overdue; null when none is. */
    readonly since: string | null;
  };
}

const MINUTE_MS = 60_000;

export async function overviewOf(sidecar: Sidecar): Promise<Overview> {
  const { sums } = sidecar;
  const all = await sums.ask('overview', {});
  const overdue = await sums.ask('overdue', { now: Math.floor(sidecar.clock() / MINUTE_MS) * MINUTE_MS });
  return {
    version: sidecar.engine.workspace.version,
    ...all,
    overdue: {
      count: overdue.reduce((sum, { n }) => sum + n, 0),
      since: overdue.length === 0 ? null : new Date(Math.min(...overdue.map(({ oldest }) => oldest))).toISOString(),
    },
  };
}
