// What a ruleset says of one example, condition by condition, by the engine that runs; and how that fits what is expected.
// May import the engine.
import { compileNativeRules, type NativeRules } from '../../../runtime/engine/compile/rules/compile.ts';
import type { ExplainedCondition } from '../../../runtime/engine/compile/rules/explanation.ts';
import { differencesOf } from '../../../runtime/engine/examples.ts';
import type { FactContext, FactSubject } from '../../../runtime/engine/facts/spec.ts';
import { factsFor, fillTemplate } from '../../../runtime/engine/judge.ts';
import type { RuleDefinition } from '../../../runtime/engine/workspace/definitions.ts';
import { factsNamed } from '../../../runtime/engine/workspace/rule-check.ts';
import type { CanonicalDocument } from '../../../runtime/model/types.ts';

/** A condition: true, false, or undefined when it was not evaluated, with what it saw. */
export interface ConditionVerdict {
  readonly result: boolean | undefined;
  readonly seen?: unknown;
  /** What another fact gave that it was compared with. */
  readonly value?: unknown;
  readonly error?: string;
}

export interface RuleVerdict {
  readonly index: number;
  readonly fired: boolean;
  /** The message with its facts filled in, of a rule that fired. */
  readonly message?: string;
  /** Pointer of the condition that stopped it first; of a named condition that of the reference to it. */
  readonly stoppedBy?: string;
}

/** The verdicts on a document, or on one of its lines. */
export interface SubjectVerdict {
  /** Index of the line in a ruleset that runs once per line. */
  readonly line?: number;
  readonly rules: readonly RuleVerdict[];
  /** By pointer into rules.json; those behind a reference by the pointer of the reference, a blank, and their pointer in ruleset.json. */
  readonly conditions: Readonly<Record<string, ConditionVerdict>>;
}

export interface ExampleDecision {
  readonly rule: string;
  readonly severity: string;
  readonly owner: string;
  readonly path: string;
}

export interface ExampleVerdict {
  readonly subjects: readonly SubjectVerdict[];
  readonly decisions: readonly ExampleDecision[];
  /** Why nothing could be decided. */
  readonly fault?: string;
}

export interface RulesetTexts {
  readonly rules: string;
  readonly manifest: string;
}

/** A ruleset that is ready to judge examples; `fault` says why it is not. */
export interface Judge {
  readonly fault?: string;
  readonly judge: (example: unknown) => ExampleVerdict;
}

interface Manifest {
  readonly document: CanonicalDocument['type'];
  readonly scope?: '/lines';
  readonly facts?: readonly string[];
  readonly conditions?: Readonly<Record<string, unknown>>;
}

const noJudge = (fault: string): Judge => ({ fault, judge: () => ({ subjects: [], decisions: [], fault }) });

/** Compiles a ruleset from its texts. Never throws: a text that cannot run judges nothing, and says why. */
export function openJudge(texts: RulesetTexts): Judge {
  try {
    const rules = JSON.parse(texts.rules.replace(/^\uFEFF/, '')) as readonly RuleDefinition[];
    const manifest = JSON.parse(texts.manifest.replace(/^\uFEFF/, '')) as Manifest;
    const conditions = manifest.conditions ?? {};
    const native = compileNativeRules(rules, { conditions });
    if ('reasons' in native) {
      const [reason] = native.reasons;
      return noJudge(
        `the rules cannot be followed condition by condition: ${reason?.code ?? ''} at ${reason?.pointer ?? ''}`,
      );
    }
    const names = new Set([...factsNamed(rules, conditions), ...(manifest.facts ?? [])]);
    const open = { rules, manifest, native, names };
    return {
      judge(example) {
        try {
          return judgeExample(open, example);
        } catch (thrown) {
          // Facts take documents that fit the model; an example that is being typed may not.
          return { subjects: [], decisions: [], fault: `the example cannot be judged: ${(thrown as Error).message}` };
        }
      },
    };
  } catch (thrown) {
    return noJudge((thrown as Error).message);
  }
}

interface OpenRuleset {
  readonly rules: readonly RuleDefinition[];
  readonly manifest: Manifest;
  readonly native: NativeRules<RuleDefinition>;
  readonly names: ReadonlySet<string>;
}

/** The subjects of an example: its document, or each of its lines. */
export function subjectsOf(manifest: { readonly scope?: '/lines' }, example: unknown): readonly FactSubject[] {
  const { document: body, context = {} } = (example ?? {}) as { document?: CanonicalDocument; context?: FactContext };
  if (typeof body !== 'object' || body === null) return [];
  if (manifest.scope === undefined) return [{ document: body, context }];
  const { lines } = body as { lines?: unknown };
  return (Array.isArray(lines) ? (lines as Readonly<Record<string, unknown>>[]) : []).map((line, lineIndex) => ({
    document: body,
    context,
    line,
    lineIndex,
  }));
}

function judgeExample(open: OpenRuleset, example: unknown): ExampleVerdict {
  const { document: body } = (example ?? {}) as { document?: unknown };
  if (typeof body !== 'object' || body === null)
    return { subjects: [], decisions: [], fault: 'expected {"document": …, "context": …}' };
  const decisions: ExampleDecision[] = [];
  const subjects = subjectsOf(open.manifest, example).map((subject): SubjectVerdict => {
    const { lineIndex } = subject;
    const facts = factsFor(subject, open.names);
    const prefix = lineIndex === undefined ? '' : `/lines/${lineIndex}`;
    const read = (fact: string): unknown => facts[fact];
    const explained = open.native.explain(read);
    const conditions: Record<string, ConditionVerdict> = {};
    const rules = explained.rules.map(({ rule, fired, conditions: tree, stoppedBy }): RuleVerdict => {
      collect(tree, '', conditions);
      const index = open.rules.indexOf(rule);
      const params: Partial<RuleDefinition['event']['params']> = rule.event?.params ?? {};
      if (fired) {
        const { severity = 'block', owner = '', path = '' } = params;
        decisions.push({ rule: rule.name, severity, owner, path: `${prefix}${path}` });
      }
      return {
        index,
        fired,
        ...(fired ? { message: fillTemplate(params.message ?? '', read, open.manifest.document) } : {}),
        ...(stoppedBy === undefined ? {} : { stoppedBy: pointerIn(tree, stoppedBy) }),
      };
    });
    return { ...(lineIndex === undefined ? {} : { line: lineIndex }), rules, conditions };
  });
  return { subjects, decisions };
}

/** Writes the verdicts of a tree down by their pointers. */
function collect(condition: ExplainedCondition, prefix: string, into: Record<string, ConditionVerdict>): void {
  const id = `${prefix}${condition.at.pointer}`;
  const { result } = condition;
  switch (condition.kind) {
    case 'compare': {
      const { seen, value, error } = condition;
      into[id] = {
        result,
        ...(seen === undefined ? {} : { seen }),
        ...(value === undefined ? {} : { value }),
        ...(error === undefined ? {} : { error }),
      };
      return;
    }
    case 'reference':
      into[id] = { result };
      if (condition.member !== undefined) collect(condition.member, `${id} `, into);
      return;
    default:
      into[id] = { result };
      for (const member of condition.members) collect(member, prefix, into);
  }
}

/** Where, behind the pointer of a reference, the pointer of what it names begins; -1 for a condition of a rule. */
const namedStart = (id: string): number => id.lastIndexOf(' /conditions/');

/**
 * The verdicts of a subject with those of the named conditions under their own pointers: what one reference that was followed
 * says, every other says too, since all see the same facts.
 */
export function withNamedVerdicts(conditions: SubjectVerdict['conditions']): SubjectVerdict['conditions'] {
  const all: Record<string, ConditionVerdict> = { ...conditions };
  for (const [id, verdict] of Object.entries(conditions)) {
    const start = namedStart(id);
    if (start === -1) continue;
    const own = id.slice(start + 1);
    if (all[own]?.result === undefined) all[own] = verdict;
  }
  return all;
}

/** The pointer in rules.json of a condition of a tree: behind a reference that of the reference. */
function pointerIn(tree: ExplainedCondition, wanted: ExplainedCondition): string {
  const find = (at: ExplainedCondition, reference: string | undefined): string | undefined => {
    if (at === wanted) return reference ?? at.at.pointer;
    if (at.kind === 'compare') return undefined;
    if (at.kind === 'reference')
      return at.member === undefined ? undefined : find(at.member, reference ?? at.at.pointer);
    for (const member of at.members) {
      const found = find(member, reference);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(tree, undefined) ?? tree.at.pointer;
}

/** How decisions differ from an expectation file; nothing when they fit. */
export function decisionDifferences(verdict: ExampleVerdict, expected: string | undefined): readonly string[] {
  if (verdict.fault !== undefined) return [verdict.fault];
  if (expected === undefined) return ['there is no expectation'];
  try {
    return differencesOf(JSON.parse(expected), { decisions: verdict.decisions }, { subset: true });
  } catch (thrown) {
    return [`the expectation is no JSON: ${(thrown as Error).message}`];
  }
}

/** What the expectation file of an example would hold now. */
export const expectationText = (verdict: ExampleVerdict): string =>
  `${JSON.stringify({ decisions: verdict.decisions }, null, 2)}\n`;

/** How often rules fired and conditions were true or false, over all examples. */
export interface Coverage {
  /** By index of the rule. */
  readonly fired: Readonly<Record<number, number>>;
  readonly conditions: Readonly<Record<string, { readonly true: number; readonly false: number }>>;
  readonly examples: number;
}

export function coverageOf(verdicts: readonly ExampleVerdict[]): Coverage {
  const fired: Record<number, number> = {};
  const conditions: Record<string, { true: number; false: number }> = {};
  for (const { subjects } of verdicts) {
    for (const subject of subjects) {
      for (const rule of subject.rules) if (rule.fired) fired[rule.index] = (fired[rule.index] ?? 0) + 1;
      for (const [id, { result }] of Object.entries(subject.conditions)) {
        const count = conditions[id] ?? { true: 0, false: 0 };
        conditions[id] = count;
        if (result === true) count.true += 1;
        if (result === false) count.false += 1;
      }
    }
  }
  // A named condition is covered by whatever refers to it.
  for (const [id, { true: yes, false: no }] of Object.entries(conditions)) {
    const start = namedStart(id);
    if (start === -1) continue;
    const own = id.slice(start + 1);
    const { true: before, false: against } = conditions[own] ?? { true: 0, false: 0 };
    conditions[own] = { true: before + yes, false: against + no };
  }
  return { fired, conditions, examples: verdicts.length };
}
