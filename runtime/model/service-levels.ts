// By when an exception should be dealt with, and how much it matters: by its owner or its category. Imports nothing.

/** The most pressing first; stored as their place here, so that they sort. */
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface ServiceLevel {
  /** Hours by the clock from when it came up until it is overdue. */
  readonly hours: number;
  readonly priority: Priority;
}

export interface ServiceLevels {
  /** Of what blocks and of which nothing more is said. */
  readonly block: ServiceLevel;
  /** Of warnings, whoever owns them: nothing stands still because of them. */
  readonly warn: ServiceLevel;
  /** Of what an owner has to deal with; goes before its category's. */
  readonly owners: Readonly<Record<string, ServiceLevel>>;
  readonly categories: Readonly<Record<string, ServiceLevel>>;
}

export const DEFAULT_LEVELS: ServiceLevels = {
  block: { hours: 8, priority: 'normal' },
  warn: { hours: 72, priority: 'low' },
  owners: {},
  // What a partner does not get, and what stands still altogether, cannot wait for the next day.
  categories: { delivery: { hours: 2, priority: 'high' }, system: { hours: 1, priority: 'urgent' } },
};

const named = (of: Readonly<Record<string, ServiceLevel>>, name: string): ServiceLevel | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

/** The level of an exception: of a warning, of its owner, of its category, or the common one. */
export function levelOf(
  levels: ServiceLevels,
  { owner, category, severity }: { readonly owner: string; readonly category: string; readonly severity: string },
): ServiceLevel {
  if (severity === 'warn') return levels.warn;
  return named(levels.owners, owner) ?? named(levels.categories, category) ?? levels.block;
}

export const priorityNumber = (priority: Priority): number => PRIORITIES.indexOf(priority);

/** @param number  as stored; what is none counts as `normal` */
export const priorityName = (number: number): Priority => PRIORITIES[number] ?? 'normal';
