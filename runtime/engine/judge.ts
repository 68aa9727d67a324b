// Gates: runs the rulesets of one gate over one document and says what each rule that fired decided.
import { wordsOf } from '../model/fields.ts';
import { isDocumentType, isShown, MASK, privacyOf, type Shown } from '../model/masking.ts';
import type { CanonicalDocument } from '../model/types.ts';
import type { Explanation } from './compile/rules/explanation.ts';
import { type CompiledRules, compileRules, type FactReader } from './compile/rules-program.ts';
import type { Facts } from './compile/rules-reference.ts';
import { Trust, watchedRules } from './compile/trust.ts';
import { factValue } from './facts/index.ts';
import type { FactContext, FactSubject } from './facts/spec.ts';
import type { Gate, RuleDefinition, RulesetDefinition, Workspace } from './workspace/definitions.ts';
import { isProven } from './workspace/proof.ts';
import { factsNamed } from './workspace/rule-check.ts';

/** What one rule that fired says. */
export interface Decision {
  readonly rule: string;
  readonly ruleset: string;
  readonly gate: Gate;
  readonly severity: 'block' | 'warn';
  readonly owner: string;
  readonly message: string;
  /** JSON Pointer of the field at fault in the document. */
  readonly path: string;
  readonly help?: string;
  /** Nobody has to act: the gate says no without an exception. */
  readonly waits?: true;
}

/** What became of every rule for one subject of a ruleset: the document, or one of its lines. */
export interface ExplainedSubject {
  /** JSON Pointer of the subject in the document: empty, or `/lines/<n>`. */
  readonly path: string;
  readonly explanation: Explanation<RuleDefinition>;
}

/** A value that compiled code has at once and the reference promises. */
export type Soon<T> = T | Promise<T>;

export interface CompiledRuleset {
  readonly ruleset: RulesetDefinition;
  readonly program: CompiledRules;
  /**
   * What the rules that fire decide: subject by subject, then by priority, then in the order of the file.
   *
   * @param known  what facts of this very document in this very context have come to
   * @throws Error what json-rules-engine throws; at once or as the promise's rejection
   */
  judge(document: CanonicalDocument, context: FactContext, known?: KnownFacts): Soon<readonly Decision[]>;
  /** Every rule for every subject: which conditions held, what they saw, and what stopped the rule. Never throws on data. */
  explain(document: CanonicalDocument, context: FactContext): Promise<readonly ExplainedSubject[]>;
}

/** The verdict of a gate: fit when no rule blocks. */
export interface Verdict {
  readonly gate: Gate;
  readonly fit: boolean;
  readonly decisions: readonly Decision[];
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

const NONE: Shown = new Set();

/** Whether a fact names a personal or payment value of a document. The words of a closed list are none. */
function isPrivate(path: string, value: unknown, document: CanonicalDocument['type']): boolean {
  const [fact = '', ...steps] = path.split('.');
  const type = fact === 'previous' || fact === 'line' ? document : fact;
  if (!isDocumentType(type)) return false;
  const pointer = [...(fact === 'line' ? ['lines', '0'] : []), ...steps].map((step) => `/${step}`).join('');
  // A part of a document may hold what is personal further down.
  if ([value].flat().some((one) => typeof one === 'object')) return true;
  return !isShown(privacyOf(type, pointer), NONE) && wordsOf(type, pointer) === undefined;
}

/**
 * Fills `{{fact.path}}` in a rule's message; what is not there reads as a dash, and what is personal is masked: messages
 * stand in queues, logs and reports.
 */
export function fillTemplate(template: string, read: FactReader, document: CanonicalDocument['type']): string {
  if (!template.includes('{{')) return template;
  return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_whole, path: string) => {
    const [fact = '', ...steps] = path.split('.');
    const value = steps.reduce<unknown>(member, read(fact));
    if (value === undefined || value === null) return '–';
    if (isPrivate(path, value, document)) return MASK;
    if (Array.isArray(value)) return value.map(String).join(', ');
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
}

function decisionOf(
  rule: RuleDefinition,
  options: { ruleset: RulesetDefinition; read: FactReader; prefix: string },
): Decision {
  const { severity, owner, message, path, help, waits } = rule.event.params;
  const { document } = options.ruleset.manifest;
  return {
    rule: rule.name,
    ruleset: options.ruleset.name,
    gate: options.ruleset.manifest.gate,
    severity,
    owner,
    message: fillTemplate(message, options.read, document),
    path: `${options.prefix}${path}`,
    ...(help === undefined ? {} : { help: fillTemplate(help, options.read, document) }),
    ...(waits === true ? { waits } : {}),
  };
}

/** The facts that rules see for one subject: the document under its type name, the line, reference and derived facts. */
export function factsFor(subject: FactSubject, names: Iterable<string>): Facts {
  const facts: Record<string, unknown> = {};
  for (const name of names) {
    const value = factValue(name, subject);
    if (value !== undefined) facts[name] = value;
  }
  return facts;
}

/** The readers of the facts that the rules of a ruleset see: one for the document, or for each of its lines. */
export function factReadersOf(
  ruleset: RulesetDefinition,
  document: CanonicalDocument,
  context: FactContext,
): readonly FactReader[] {
  const names = factNamesOf(ruleset);
  const known = new KnownFacts();
  return subjectsOf(ruleset, document, context).map((subject) => factReader(subject, names, known));
}

/** The facts that a ruleset may see: those that its conditions and messages name, and those that its manifest lists. */
export function factNamesOf({ rules, manifest }: RulesetDefinition): ReadonlySet<string> {
  return new Set([...factsNamed(rules, manifest.conditions ?? {}), ...(manifest.facts ?? [])]);
}

/**
 * What the facts of one document in one context have come to, for all rulesets that judge it: a fact depends on nothing else.
 * A document or a context that has changed needs another one.
 */
export class KnownFacts {
  readonly #ofDocument = new Map<string, unknown>();
  readonly #ofLines: Map<string, unknown>[] = [];

  of({ line, lineIndex }: FactSubject): Map<string, unknown> {
    if (line === undefined || lineIndex === undefined) return this.#ofDocument;
    this.#ofLines[lineIndex] ??= new Map();
    return this.#ofLines[lineIndex];
  }
}

/** Reads the facts of one subject: only those that the ruleset may see, each worked out once, when it is first asked for. */
function factReader(subject: FactSubject, names: ReadonlySet<string>, facts: KnownFacts): FactReader {
  const known = facts.of(subject);
  return (name) => {
    if (!names.has(name)) return undefined;
    const found = known.get(name);
    if (found !== undefined || known.has(name)) return found;
    const value = factValue(name, subject);
    known.set(name, value);
    return value;
  };
}

interface Subject extends FactSubject {
  readonly path: string;
}

function subjectsOf({ manifest }: RulesetDefinition, document: CanonicalDocument, context: FactContext): Subject[] {
  if (manifest.scope === undefined) return [{ document, context, path: '' }];
  const { lines = [] } = document as { lines?: readonly Record<string, unknown>[] };
  return lines.map((line, lineIndex) => ({ document, line, lineIndex, context, path: `/lines/${lineIndex}` }));
}

/**
 * Compiles a ruleset.
 *
 * @throws Error what json-rules-engine throws on a malformed rule
 * @throws CrossdockError `ruleset.invalid` for what no engine may run
 */
export function compileRuleset(ruleset: RulesetDefinition, trust: Trust = new Trust()): CompiledRuleset {
  const { manifest, rules, file } = ruleset;
  const conditions = manifest.conditions ?? {};
  const names = factNamesOf(ruleset);
  const program = compileRules(rules, {
    file,
    conditions,
    facts: names,
    tier: trust.tierFor(isProven(ruleset)),
    onDivergence: trust.diverged,
  });
  const fire = watchedRules(program, { file, trust });
  const judgeOne = (subject: Subject, known: KnownFacts): Soon<Decision[]> => {
    const read = factReader(subject, names, known);
    const decided = (fired: readonly RuleDefinition[]) =>
      fired.map((rule) => decisionOf(rule, { ruleset, read, prefix: subject.path }));
    const fired = fire(read);
    return fired instanceof Promise ? fired.then(decided) : decided(fired);
  };
  /** One subject after the other: an error of an earlier one comes first, whoever evaluates. */
  const judgeFrom = async (
    subjects: readonly Subject[],
    known: KnownFacts,
    decisions: Decision[],
  ): Promise<readonly Decision[]> => {
    for (const subject of subjects) decisions.push(...(await judgeOne(subject, known)));
    return decisions;
  };
  return {
    ruleset,
    program,
    judge(document, context, known = new KnownFacts()) {
      const subjects = subjectsOf(ruleset, document, context);
      const decisions: Decision[] = [];
      for (const [index, subject] of subjects.entries()) {
        const own = judgeOne(subject, known);
        if (own instanceof Promise) {
          return own.then((first) => judgeFrom(subjects.slice(index + 1), known, [...decisions, ...first]));
        }
        decisions.push(...own);
      }
      return decisions;
    },
    async explain(document, context) {
      const told: ExplainedSubject[] = [];
      const known = new KnownFacts();
      for (const subject of subjectsOf(ruleset, document, context)) {
        told.push({ path: subject.path, explanation: await program.explain(factReader(subject, names, known)) });
      }
      return told;
    },
  };
}

/** The gates of a workspace. */
export interface Gates {
  /** Gates, other than intake, that have a ruleset for this document type. */
  of(document: CanonicalDocument['type']): readonly Gate[];
  /** @param known  what facts of this very document in this very context have come to, at other gates */
  judge(gate: Gate, document: CanonicalDocument, context: FactContext, known?: KnownFacts): Promise<Verdict>;
}

/** @param compiled  the rulesets of the workspace by name, each compiled once */
export function gatesOf(workspace: Workspace, compiled: (name: string) => CompiledRuleset): Gates {
  const rulesets = [...workspace.rulesets.values()];
  return {
    of(type) {
      const gates = rulesets.filter(({ manifest }) => manifest.document === type).map(({ manifest }) => manifest.gate);
      return [...new Set(gates)].filter((gate) => gate !== 'intake');
    },
    async judge(gate, document, context, known = new KnownFacts()) {
      const decisions: Decision[] = [];
      for (const { name, manifest } of rulesets) {
        if (manifest.gate !== gate || manifest.document !== document.type) continue;
        const decided = compiled(name).judge(document, context, known);
        decisions.push(...(decided instanceof Promise ? await decided : decided));
      }
      return { gate, fit: !decisions.some((decision) => decision.severity === 'block'), decisions };
    },
  };
}
