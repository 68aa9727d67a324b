// What changed in meaning between two versions of a ruleset: rules by name, each with the conditions and words that changed.
// May import its neighbours.
import type { RulesetDefinition } from '../workspace/definitions.ts';
import { type Change, compareMaps, type Detail, kindOf } from './change.ts';
import { canonical, compareValues, membersOf } from './values.ts';

type Json = Readonly<Record<string, unknown>>;
type Rule = RulesetDefinition['rules'][number];

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `order.status` for `$.status` of order. */
function factWords({ fact, path, params }: Json): string {
  const place =
    typeof path !== 'string' || path === '$' ? '' : path.startsWith('$.') ? `.${path.slice(2)}` : ` ${path}`;
  return `${String(fact)}${place}${params === undefined ? '' : `(${canonical(params)})`}`;
}

const valueWords = (value: unknown): string =>
  isObject(value) && typeof value['fact'] === 'string' ? factWords(value) : canonical(value);

/** One comparison of a condition: where in its groups it stands and what it looks at, and what it compares with. */
interface Leaf {
  readonly what: string;
  readonly value: string;
}

function leavesOf(condition: unknown, place: string): Leaf[] {
  if (!isObject(condition)) return [{ what: `${place}condition`, value: canonical(condition) }];
  for (const group of ['all', 'any'] as const) {
    const members = condition[group];
    // What all of a rule's outermost list say needs no word.
    const inner = place === '' && group === 'all' ? 'all of: ' : `${place}${group} of: `;
    if (Array.isArray(members)) return members.flatMap((member) => leavesOf(member, inner));
  }
  if ('not' in condition) return leavesOf(condition['not'], `${place}not: `);
  if (typeof condition['condition'] === 'string')
    return [{ what: `${place}named condition ${condition['condition']}`, value: '' }];
  if (condition['fact'] === undefined) return [{ what: `${place}condition`, value: canonical(condition) }];
  return [
    {
      what: `${place}${factWords(condition)} ${String(condition['operator'])}`,
      value: valueWords(condition['value']),
    },
  ];
}

/** A rule's condition as one line: `all of: order.status in ["released"]`. */
export const conditionWords = (condition: unknown): string =>
  leavesOf(condition, '')
    .map(({ what, value }) => `${what} ${value}`.trim())
    .join('; ');

/** Comparisons that came, went, or compare with something else now. Several that look at the same are told apart by their order. */
function conditionDetails(before: unknown, after: unknown): Detail[] {
  const numbered = (condition: unknown): Map<string, string> => {
    const seen = new Map<string, number>();
    return new Map(
      leavesOf(condition, '').map(({ what, value }) => {
        const count = (seen.get(what) ?? 0) + 1;
        seen.set(what, count);
        return [count === 1 ? what : `${what} (${count})`, value];
      }),
    );
  };
  return compareMaps(numbered(before), numbered(after)).map(({ name, ...sides }) => ({
    ...sides,
    what: `condition ${name}`,
  }));
}

function ruleDetails(before: Rule, after: Rule): Detail[] {
  const params = compareMaps(membersOf(before.event.params), membersOf(after.event.params));
  const own = (rule: Rule) => membersOf({ ...rule, type: rule.event.type }, ['name', 'conditions', 'event']);
  const details: Detail[] = [
    ...conditionDetails(before.conditions, after.conditions),
    ...[...params, ...compareMaps(own(before), own(after))].map(({ name, ...sides }) => ({ ...sides, what: name })),
  ];
  if (details.length > 0) return details;
  // Something that no word above is for: told by its place.
  return compareValues(before, after).map(({ name, ...sides }) => ({ ...sides, what: name }));
}

/** Compares the rules of two versions of a ruleset. */
export function compareRules(before: readonly Rule[], after: readonly Rule[], subject: string): Change[] {
  const was = new Map(before.map((rule) => [rule.name, rule]));
  const is = new Map(after.map((rule) => [rule.name, rule]));
  const names = [...new Set([...is.keys(), ...was.keys()])];
  const changes = names.flatMap((name): Change[] => {
    const [old, now] = [was.get(name), is.get(name)];
    const kind = kindOf(old && canonical(old), now && canonical(now));
    if (kind === undefined) return [];
    const what = `rule ${name}`;
    if (old !== undefined && now !== undefined) return [{ kind, subject, what, details: ruleDetails(old, now) }];
    return [
      {
        kind,
        subject,
        what,
        ...(old === undefined ? {} : { before: conditionWords(old.conditions) }),
        ...(now === undefined ? {} : { after: conditionWords(now.conditions) }),
      },
    ];
  });
  const order = (rules: readonly Rule[], other: ReadonlyMap<string, Rule>) =>
    rules.map(({ name }) => name).filter((name) => other.has(name));
  const [first, then] = [order(before, is).join(', '), order(after, was).join(', ')];
  return first === then
    ? changes
    : [...changes, { kind: 'changed', subject, what: 'order of rules', before: first, after: then }];
}
