// What the rules of a ruleset do to each other: contradictions, overlaps, rules that others shadow, rules that cannot fire.
// Nothing is told that the engine has not confirmed on a document. May import the engine's conditions, ../verdict.ts and its neighbours.
import { readConditions } from '../../../../runtime/engine/compile/rules/conditions.ts';
import type { RuleDefinition } from '../../../../runtime/engine/workspace/definitions.ts';
import type { RulesetScope } from '../catalog.ts';
import { openJudge, type RulesetTexts } from '../verdict.ts';
import { mergedExamples, samplesOf, withAssignment } from './documents.ts';
import { findValues } from './search.ts';
import { variablesOf } from './variables.ts';

export interface Witness {
  /** The example that shows it, or that it was made from. */
  readonly example: string;
  readonly isExample: boolean;
  /** `{"document": …, "context": …}`: what the engine was given. */
  readonly value: unknown;
}

export interface AnalysisFinding {
  /**
   * `contradiction`: two rules fire together on one field, one stops the document and the other lets it pass. `overlap`: both
   * stop it, or both let it pass, so that two owners or two messages speak of one fault.
   * `shadowed`: whenever the first fires, the second does too. `impossible`: no document makes it fire.
   */
  readonly kind: 'contradiction' | 'overlap' | 'shadowed' | 'impossible';
  /** Indexes of the rules. */
  readonly rules: readonly number[];
  readonly message: string;
  /** A document on which the engine does what the message says; of `impossible` one that comes closest and does not fire it. */
  readonly witness: Witness;
}

export interface Analysis {
  readonly findings: readonly AnalysisFinding[];
  /** How many documents the engine judged. */
  readonly documents: number;
  readonly fault?: string;
}

interface Seen {
  readonly fired: ReadonlySet<number>;
  readonly witness: Witness;
}

type Said = { readonly severity: string; readonly owner: string; readonly path: string };

function saidBy(rule: RuleDefinition | undefined): Said {
  const {
    severity = 'block',
    owner = '',
    path = '',
  } = (rule?.event?.params ?? {}) as Partial<RuleDefinition['event']['params']>;
  return { severity, owner, path };
}

/** What weighs most comes first. */
const ORDER: readonly AnalysisFinding['kind'][] = ['impossible', 'contradiction', 'shadowed', 'overlap'];

/** Two rules that fire together on one field: whether one stops what the other lets pass. */
function saidTogether(
  rules: { readonly one: number; readonly other: number },
  said: { readonly first: Said; readonly second: Said },
  name: (index: number) => string,
): Omit<AnalysisFinding, 'witness'> {
  const { first, second } = said;
  const where = first.path === '' ? 'the whole document' : first.path;
  const both = `${name(rules.one)} and ${name(rules.other)} fire together on ${where}`;
  const differs = first.severity !== second.severity;
  const owners =
    first.owner === second.owner ? `both for ${first.owner}` : `for ${first.owner} and for ${second.owner}`;
  return {
    kind: differs ? 'contradiction' : 'overlap',
    rules: [rules.one, rules.other],
    message: differs ? `${both}: one says ${first.severity}, the other ${second.severity}` : `${both}, ${owners}`,
  };
}

/** Analyses a ruleset over its examples and documents made from them. Never throws on content. */
export function analyse(
  texts: RulesetTexts,
  examples: readonly { readonly name: string; readonly value: unknown }[],
  scope: RulesetScope,
): Analysis {
  const judge = openJudge(texts);
  if (judge.fault !== undefined) return { findings: [], documents: 0, fault: judge.fault };
  const rules = JSON.parse(texts.rules.replace(/^\uFEFF/, '')) as readonly RuleDefinition[];
  const manifest = JSON.parse(texts.manifest.replace(/^\uFEFF/, '')) as { conditions?: Record<string, unknown> };
  const read = readConditions(rules, manifest.conditions ?? {});
  if ('reasons' in read)
    return { findings: [], documents: 0, fault: 'the rules cannot be followed condition by condition' };
  const { trees } = read;
  const variables = variablesOf(trees, scope);
  const context = { variables, scope };

  const seen: Seen[] = [];
  const look = (witness: Witness): ReadonlySet<number> => {
    const verdict = judge.judge(witness.value);
    for (const subject of verdict.subjects) {
      const fired = new Set(subject.rules.filter((rule) => rule.fired).map(({ index }) => index));
      seen.push({ fired, witness });
    }
    return seen.at(-1)?.fired ?? new Set();
  };
  for (const { name, isExample, value } of samplesOf(examples, context)) look({ example: name, isExample, value });
  const together = (one: number, other: number) => seen.find(({ fired }) => fired.has(one) && fired.has(other));

  /** A document on which both fire: one that was seen, or one that is built for it. */
  const show = (one: number, other: number): Witness | undefined => {
    const known = together(one, other);
    if (known !== undefined) return known.witness;
    const [mine, theirs] = [one, other].map((index) => seen.find(({ fired }) => fired.has(index))?.witness);
    if (mine !== undefined && theirs !== undefined) {
      for (const value of mergedExamples(mine.value, theirs.value)) {
        look({ example: mine.example, isExample: false, value });
        const found = together(one, other);
        if (found !== undefined) return found.witness;
      }
    }
    const [first, second] = [trees[one], trees[other]];
    if (first === undefined || second === undefined) return undefined;
    const found = findValues(
      [
        { tree: first, holds: true },
        { tree: second, holds: true },
      ],
      variables,
    );
    if (found.kind !== 'found') return undefined;
    for (const example of examples.slice(0, 8)) {
      const value = withAssignment(example.value as object, found.assignment, context);
      if (value === undefined) return undefined;
      look({ example: example.name, isExample: false, value });
    }
    return together(one, other)?.witness;
  };

  const findings: AnalysisFinding[] = [];
  const name = (index: number): string => rules[index]?.name ?? `rule ${index + 1}`;
  for (const index of rules.keys()) {
    const tree = trees[index];
    if (tree === undefined || seen.some(({ fired }) => fired.has(index))) continue;
    if (findValues([{ tree, holds: true }], variables).kind !== 'impossible') continue;
    const witness = closest(examples, index, texts);
    if (witness !== undefined)
      findings.push({
        kind: 'impossible',
        rules: [index],
        message: `${name(index)} cannot fire: its conditions exclude each other`,
        witness,
      });
  }
  const isShadowed = (one: number, by: number): boolean => {
    const [tree, other] = [trees[one], trees[by]];
    if (tree === undefined || other === undefined || seen.some(({ fired }) => fired.has(one) && !fired.has(by)))
      return false;
    return (
      findValues(
        [
          { tree, holds: true },
          { tree: other, holds: false },
        ],
        variables,
      ).kind === 'impossible'
    );
  };
  for (const one of rules.keys()) {
    for (let other = one + 1; other < rules.length; other += 1) {
      const [first, second] = [saidBy(rules[one]), saidBy(rules[other])];
      if (first.path !== second.path) continue;
      const witness = show(one, other);
      if (witness === undefined) continue;
      const [under, over] = isShadowed(one, other) ? [one, other] : isShadowed(other, one) ? [other, one] : [];
      if (
        under !== undefined &&
        over !== undefined &&
        (saidBy(rules[over]).severity === 'block' || saidBy(rules[under]).severity === 'warn')
      ) {
        findings.push({
          kind: 'shadowed',
          rules: [under, over],
          message: `whenever ${name(under)} fires, ${name(over)} fires too`,
          witness,
        });
        continue;
      }
      findings.push({ ...saidTogether({ one, other }, { first, second }, name), witness });
    }
  }
  findings.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return { findings, documents: seen.length };
}

/** The example on which most conditions of a rule hold; the rule does not fire on it. */
function closest(
  examples: readonly { readonly name: string; readonly value: unknown }[],
  index: number,
  texts: RulesetTexts,
): Witness | undefined {
  const judge = openJudge(texts);
  let best: { witness: Witness; holds: number } | undefined;
  for (const { name, value } of examples) {
    for (const subject of judge.judge(value).subjects) {
      const own = Object.entries(subject.conditions).filter(([id]) => id.startsWith(`/${index}/`));
      const holds = own.filter(([, verdict]) => verdict.result === true).length;
      if (holds > (best?.holds ?? -1)) best = { witness: { example: name, isExample: true, value }, holds };
    }
  }
  return best?.witness;
}
