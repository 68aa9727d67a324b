// Sums over messages and deliveries, as types alone: the store works them out, the routes answer with them, the pages read them.
// Imports nothing.

/** What became of what came: the parts of the sum of law 2. */
export interface Counts {
  readonly received: number;
  readonly processed: number;
  readonly held: number;
  readonly duplicate: number;
  readonly discarded: number;
  readonly inFlight: number;
}

export interface ConservationSum extends Counts {
  /** Whether the parts add up; false is an alarm. */
  readonly balanced: boolean;
}

export interface ConservationRow {
  readonly source: string;
  /** UTC day of receipt. */
  readonly day: string;
  readonly receipts: ConservationSum;
  readonly messages: ConservationSum;
}

/** The sums that a person looks at first. */
export interface OverviewSums {
  readonly balanced: boolean;
  /** Of messages. */
  readonly totals: Counts;
  readonly receipts: Counts;
  readonly mappings: readonly (Pick<Counts, 'received' | 'processed' | 'held' | 'duplicate'> & {
    readonly mapping: string;
  })[];
  /** Open exceptions, grouped by what one correction would release. */
  readonly held: readonly {
    readonly owner: string;
    readonly rule: string;
    readonly subject: string;
    readonly count: number;
    readonly example: string;
  }[];
  readonly deliveries: readonly {
    readonly destination: string;
    readonly mapping: string;
    readonly delivered: number;
    readonly pending: number;
    readonly dead: number;
  }[];
}
