// Gates: runs the rulesets of one gate over one document and says what each rule that fired decided.
import { wordsOf } from '../model/fields.ts';
import { isDocumentType, isShown, MASK, privacyOf, type Shown } from '../model/masking.ts';
import type { CanonicalDocument } from '../model/types.ts';
import { type CompiledRules, compileRules, type Facts } from './compile/rules-reference.ts';
import { factValue } from './facts/index.ts';
import type { FactContext, FactSubject } from './facts/spec.ts';
import type { Gate, RuleDefinition, RulesetDefinition, Workspace } from './workspace/definitions.ts';
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

export interface CompiledRuleset {
  readonly ruleset: RulesetDefinition;
  judge(document: CanonicalDocument, context: FactContext): Promise<readonly Decision[]>;
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
export function fillTemplate(template: string, facts: Facts, document: CanonicalDocument['type']): string {
  return template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_whole, path: string) => {
    const value = path.split('.').reduce<unknown>(member, facts);
    if (value === undefined || value === null) return '–';
    if (isPrivate(path, value, document)) return MASK;
    if (Array.isArray(value)) return value.map(String).join(', ');
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
}

function decisionOf(
  rule: RuleDefinition,
  options: { ruleset: RulesetDefinition; facts: Facts; prefix: string },
): Decision {
  const { severity, owner, message, path, help, waits } = rule.event.params;
  const { document } = options.ruleset.manifest;
  return {
    rule: rule.name,
    ruleset: options.ruleset.name,
    gate: options.ruleset.manifest.gate,
    severity,
    owner,
    message: fillTemplate(message, options.facts, document),
    path: `${options.prefix}${path}`,
    ...(help === undefined ? {} : { help: fillTemplate(help, options.facts, document) }),
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

/** Compiles a ruleset. @throws Error what json-rules-engine throws on a malformed rule */
export function compileRuleset(ruleset: RulesetDefinition): CompiledRuleset {
  const { manifest, rules } = ruleset;
  const conditions = manifest.conditions ?? {};
  const compiled: CompiledRules = compileRules(rules, conditions);
  const names = new Set([...factsNamed(rules, conditions), ...(manifest.facts ?? [])]);
  const judgeOne = async (subject: FactSubject, prefix: string): Promise<Decision[]> => {
    const facts = factsFor(subject, names);
    return (await compiled.fire(facts)).map((rule) => decisionOf(rule, { ruleset, facts, prefix }));
  };
  return {
    ruleset,
    async judge(document, context) {
      if (manifest.scope === undefined) return judgeOne({ document, context }, '');
      const lines = ((document as { lines?: readonly Record<string, unknown>[] }).lines ?? []).entries();
      const decisions: Decision[] = [];
      for (const [lineIndex, line] of lines) {
        decisions.push(...(await judgeOne({ document, line, lineIndex, context }, `/lines/${lineIndex}`)));
      }
      return decisions;
    },
  };
}

/** The gates of a workspace, compiled once. */
export interface Gates {
  /** Gates, other than intake, that have a ruleset for this document type. */
  of(document: CanonicalDocument['type']): readonly Gate[];
  judge(gate: Gate, document: CanonicalDocument, context: FactContext): Promise<Verdict>;
}

export function compileGates(workspace: Workspace): Gates {
  const compiled = [...workspace.rulesets.values()].map(compileRuleset);
  return {
    of(type) {
      const gates = compiled
        .filter(({ ruleset }) => ruleset.manifest.document === type)
        .map(({ ruleset }) => ruleset.manifest.gate);
      return [...new Set(gates)].filter((gate) => gate !== 'intake');
    },
    async judge(gate, document, context) {
      const decisions: Decision[] = [];
      for (const { ruleset, judge } of compiled) {
        if (ruleset.manifest.gate !== gate || ruleset.manifest.document !== document.type) continue;
        decisions.push(...(await judge(document, context)));
      }
      return { gate, fit: !decisions.some((decision) => decision.severity === 'block'), decisions };
    },
  };
}
