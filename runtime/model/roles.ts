// The roles that people and machines have. Imports nothing; pages and configuration know the same words.

/**
 * What a role is for:
 *
 * - `viewer` reads, with personal data masked;
 * - `operator` also works the exception queue: replays, discards, reveals with a reason;
 * - `analyst` also changes mappings, rules and tables;
 * - `approver` decides on what analysts changed, and changes nothing himself;
 * - `admin` does all of that and looks after tokens, keys, bundles and the audit log;
 * - `sender` is a machine that only hands in messages;
 * - `monitor` is a machine that only reads metrics.
 */
export const ROLES = ['viewer', 'operator', 'analyst', 'approver', 'admin', 'sender', 'monitor'] as const;

export type Role = (typeof ROLES)[number];
