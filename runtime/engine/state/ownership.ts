// Ownership: which system class may change a field, and what happens when another tries. Imports types only.
import type { Disposition } from './lifecycle.ts';

export interface FieldOwnership {
  /** JSON Pointer; `*` stands for any element of a list. A rule covers everything below its path; the longest path wins. */
  readonly path: string;
  /** Classes that may change the field. */
  readonly owners: readonly string[];
  /** Classes whose word counts until an owner speaks; where the field is a status, nobody else may set it at all. */
  readonly reporters?: readonly string[];
  /** What happens when another contradicts an owner: `hold` the message, `report` and go on, or `ignore`. Default `hold`. */
  readonly otherwise?: Disposition;
  readonly why?: string;
}

export interface DocumentOwnership {
  /** For every field that no rule names. */
  readonly default: Omit<FieldOwnership, 'path'>;
  readonly fields: readonly FieldOwnership[];
  /** Inventory buckets that may go below zero. */
  readonly negative?: readonly string[];
}

/** `rulesets/ownership.json`. */
export interface Ownership {
  readonly description?: string;
  readonly documents: Readonly<Record<string, DocumentOwnership>>;
}

const FREE: FieldOwnership = { path: '', owners: [] };

// The paths are those of the model, so that there are few: what is looked up once is kept as long as the rules are.
const lookedUp = new WeakMap<DocumentOwnership, Map<string, FieldOwnership>>();

/** The rule for a field, by its path with `*` in the place of every list element. */
export function ruleFor(ownership: Ownership | undefined, type: string, path: string): FieldOwnership {
  const rules = ownership?.documents[type];
  if (rules === undefined) return FREE;
  const kept = lookedUp.get(rules) ?? new Map<string, FieldOwnership>();
  lookedUp.set(rules, kept);
  const rule = kept.get(path) ?? longest(rules, path);
  kept.set(path, rule);
  return rule;
}

function longest(rules: DocumentOwnership, path: string): FieldOwnership {
  let found: FieldOwnership | undefined;
  for (const rule of rules.fields) {
    const covers = path === rule.path || path.startsWith(`${rule.path}/`);
    if (covers && rule.path.length > (found?.path.length ?? -1)) found = rule;
  }
  return found ?? { path: '', ...rules.default };
}

/**
 * How much a word weighs on a field: 2 of an owner, 1 of a named reporter, 0 of others, -1 when said in passing. Without
 * rules all weigh the same.
 */
export function weightOf(
  rule: FieldOwnership,
  stamp: { readonly class: string; readonly weak?: true },
): -1 | 0 | 1 | 2 {
  return stamp.weak === true ? -1 : weight(rule, stamp.class);
}

/** The weight of a class's proper statement. */
export function weight(rule: FieldOwnership, systemClass: string): 0 | 1 | 2 {
  if (rule.owners.length === 0 || rule.owners.includes(systemClass)) return 2;
  return rule.reporters?.includes(systemClass) === true ? 1 : 0;
}
