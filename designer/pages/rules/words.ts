// Conditions and verdicts in words, as boxes, lists and screen readers say them. May import the rules' model.
import { operatorWords, valueWords } from '../../model/rules/decision-table.ts';
import type { ConditionPart, FactUse } from '../../model/rules/rule-file.ts';
import type { ConditionVerdict } from '../../model/rules/verdict.ts';

/** `order.status` for `$.status` of order; other paths as they are. */
export function factWords({ fact, path }: FactUse): string {
  if (path === undefined || path === '$') return fact;
  return path.startsWith('$.') ? `${fact}.${path.slice(2)}` : `${fact} ${path}`;
}

/** The second line of a comparison: operator and value. */
export function comparisonWords(part: Extract<ConditionPart, { kind: 'comparison' }>): string {
  const operator = operatorWords(part.decorators, part.operator);
  if (part.value.kind === 'fact') return `${operator} ${factWords(part.value)}`;
  // `isBlank true` reads better as `isBlank`.
  if (part.value.value === true && /^(?:is|has)/.test(part.operator)) return operator;
  return `${operator} ${valueWords(part.value.value)}`;
}

export function partWords(part: ConditionPart): string {
  switch (part.kind) {
    case 'all':
      return 'All of these';
    case 'any':
      return 'Any of these';
    case 'not':
      return 'Not';
    case 'reference':
      return part.name;
    case 'opaque':
      return 'Cannot be drawn';
    case 'comparison':
      return `${factWords(part.of)} ${comparisonWords(part)}`;
  }
}

export const SIGNS = { true: '✓', false: '✕', none: '·' } as const;

export function signOf(verdict: ConditionVerdict | undefined): string {
  if (verdict?.result === undefined) return SIGNS.none;
  return verdict.result ? SIGNS.true : SIGNS.false;
}

/** What a condition saw, short. */
export function seenWords(verdict: ConditionVerdict | undefined): string | undefined {
  if (verdict === undefined) return undefined;
  if (verdict.error !== undefined) return verdict.error;
  if (!('seen' in verdict)) return verdict.result === undefined ? 'not evaluated' : 'saw nothing';
  const { seen } = verdict;
  const words = typeof seen === 'object' && seen !== null ? JSON.stringify(seen) : valueWords(seen);
  return `saw ${words.length > 60 ? `${words.slice(0, 60)}…` : words}`;
}

export const verdictWords = (verdict: ConditionVerdict | undefined): string =>
  verdict?.result === undefined ? 'not evaluated' : verdict.result ? 'true' : 'false';

/** How often a named condition is used. */
export const usesWords = (count: number): string =>
  count === 0 ? 'used by nothing' : count === 1 ? 'used once' : `used ${count} times`;
