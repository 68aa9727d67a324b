// What is wrong with a ruleset, each where it stands: the findings of the check, and paths that lead to no field of the model.
// May import the engine's check, ./catalog.ts and ./rule-file.ts.
import type { Finding } from '../../../runtime/engine/errors.ts';
import { factNames } from '../../../runtime/engine/facts/index.ts';
import { parseJsonFile } from '../../../runtime/engine/workspace/located-json.ts';
import { checkRules } from '../../../runtime/engine/workspace/rule-check.ts';
import { memberAt, pathSteps, type RulesetScope } from './catalog.ts';
import { type ConditionPart, type FactUse, partsOf, type RuleFile, readNamedConditions } from './rule-file.ts';

/** A fault: `id` is the pointer of the rule or condition that it stands in; those of named conditions begin with `/conditions/`. */
export interface Mark {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
}

/** A value that the model has no word for is never seen: most likely a slip. */
function wordMarks(part: Extract<ConditionPart, { kind: 'comparison' }>, words: readonly string[]): string[] {
  if (part.value.kind !== 'literal' || part.decorators.length > 0) return [];
  if (!['equal', 'notEqual', 'in', 'notIn'].includes(part.operator)) return [];
  const given = [part.value.value].flat();
  return given.filter((word): word is string => typeof word === 'string' && !words.includes(word));
}

function factMarks(use: FactUse, scope: RulesetScope): string | undefined {
  const member = memberAt(use.fact, use.path, scope);
  if (member !== 'unknown') return undefined;
  return `${use.fact} has no ${(pathSteps(use.path ?? '') ?? []).join('.')}`;
}

function modelMarks(part: ConditionPart, scope: RulesetScope): Mark[] {
  if (part.kind === 'opaque')
    return [
      { id: part.id, severity: 'warning', code: 'rule.opaque', message: `this part cannot be drawn: ${part.why}` },
    ];
  if (part.kind !== 'comparison') return [];
  const uses = part.value.kind === 'fact' ? [part.of, part.value] : [part.of];
  const faults = uses.flatMap((use) => factMarks(use, scope) ?? []);
  const member = memberAt(part.of.fact, part.of.path, scope);
  const words = member === undefined || member === 'unknown' || member.type === 'list' ? undefined : member.words;
  const strange = words === undefined ? [] : wordMarks(part, words);
  return [
    ...faults.map((message): Mark => ({ id: part.id, severity: 'error', code: 'rule.unknown-path', message })),
    ...strange.map(
      (word): Mark => ({
        id: part.id,
        severity: 'warning',
        code: 'rule.unknown-word',
        message: `the model has no word ${JSON.stringify(word)} here; it has ${words?.join(', ')}`,
      }),
    ),
  ];
}

/** The nearest rule or condition around a pointer. */
function homeOf(ids: ReadonlySet<string>, pointer: string): string {
  let at = pointer;
  while (at !== '' && !ids.has(at)) at = at.slice(0, at.lastIndexOf('/'));
  return at;
}

/** All marks of a ruleset, in the order of the files: rules, then named conditions. */
export function marksOf(file: RuleFile, manifest: string, scope: RulesetScope): readonly Mark[] {
  const trees = [
    ...file.rules.flatMap(({ condition }) => (condition === undefined ? [] : [condition])),
    ...readNamedConditions(manifest).values(),
  ];
  const parts = trees.flatMap((tree) => [...partsOf(tree)]);
  const ids = new Set([...file.rules.map(({ id }) => id), ...parts.map(({ id }) => id)]);
  const rules = parseJsonFile('rules.json', file.text).json;
  const named = parseJsonFile('ruleset.json', manifest).json;
  const found: readonly Finding[] =
    rules === undefined || named === undefined || !Array.isArray(rules.value)
      ? []
      : checkRules({ rules, manifest: named, facts: new Set(factNames(scope.document, scope.scope)) });
  const checked = found
    .filter(({ at }) => at?.file === 'rules.json' || at?.path?.startsWith('/conditions/') === true)
    .map(
      (finding): Mark => ({
        id: homeOf(ids, finding.at?.path ?? ''),
        severity: finding.severity === 'error' ? 'error' : 'warning',
        code: finding.code,
        message: finding.message,
      }),
    );
  return [...checked, ...parts.flatMap((part) => modelMarks(part, scope))];
}
