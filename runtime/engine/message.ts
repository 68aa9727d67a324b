// The way of one message through the pure engine, told in one function: decode, check the contract, map, check, judge.
import type { CanonicalDocument } from '../model/types.ts';
import { DEFAULT_EVALUATION_LIMITS, type EvaluationLimits } from './compile/expression.ts';
import { type Execution, Trust } from './compile/trust.ts';
import { CrossdockError, type ErrorJson, errorJson, type Finding } from './errors.ts';
import type { FactContext } from './facts/spec.ts';
import type { Decoded, DecodedMessage, DecodeLimits } from './formats/format.ts';
import { formatOf } from './formats/index.ts';
import { type CompiledRuleset, compileRuleset, type Decision, type Gates, gatesOf, KnownFacts } from './judge.ts';
import { type CompiledInbound, type CompiledOutbound, compileInbound, compileOutbound } from './mapping.ts';
import type { Workspace } from './workspace/definitions.ts';

export interface EngineLimits {
  readonly decode?: DecodeLimits;
  readonly evaluation?: EvaluationLimits;
  /** Who evaluates; by default compiled code where a proof allows it, and the reference elsewhere. */
  readonly execution?: Execution;
}

/** A workspace ready to run: every mapping and ruleset compiled at first use. */
export interface Engine {
  readonly workspace: Workspace;
  readonly gates: Gates;
  readonly trust: Trust;
  /** @throws CrossdockError `mapping.unknown` */
  inbound(name: string): CompiledInbound;
  /** @throws CrossdockError `mapping.unknown` */
  outbound(name: string): CompiledOutbound;
  /** @throws CrossdockError `ruleset.unknown`; Error when the ruleset cannot run */
  ruleset(name: string): CompiledRuleset;
  decode(mapping: string, bytes: Uint8Array): Decoded;
}

/** What became of one message when nothing is known but the message itself. */
export interface MessageResult {
  readonly documents: readonly CanonicalDocument[];
  /** Decisions of all gates, those of document n carrying `document: n` when there are several. */
  readonly decisions: readonly (Decision & { readonly document?: number })[];
  readonly findings: readonly Finding[];
  readonly error?: ErrorJson;
}

function unknownMapping(name: string, workspace: Workspace, direction: string): CrossdockError {
  const known = [...workspace.mappings.values()].filter((mapping) => mapping.direction === direction);
  return new CrossdockError('mapping.unknown', `there is no ${direction} mapping ${JSON.stringify(name)}`, {
    expected: known.map((mapping) => mapping.name).join(', ') || `an ${direction} mapping in the workspace`,
    actual: name,
  });
}

/** Makes an engine over a workspace. */
export function createEngine(workspace: Workspace, limits: EngineLimits = {}): Engine {
  const evaluation = limits.evaluation ?? DEFAULT_EVALUATION_LIMITS;
  const inbound = new Map<string, CompiledInbound>();
  const outbound = new Map<string, CompiledOutbound>();
  const trust = new Trust(limits.execution);
  const rulesets = new Map<string, CompiledRuleset>();
  const rulesetOf = (name: string): CompiledRuleset => {
    const found = rulesets.get(name);
    if (found !== undefined) return found;
    const ruleset = workspace.rulesets.get(name);
    if (ruleset === undefined)
      throw new CrossdockError('ruleset.unknown', `there is no ruleset ${JSON.stringify(name)}`);
    const compiled = compileRuleset(ruleset, trust);
    rulesets.set(name, compiled);
    return compiled;
  };
  const engine: Engine = {
    workspace,
    gates: gatesOf(workspace, rulesetOf),
    ruleset: rulesetOf,
    trust,
    inbound(name) {
      const found = inbound.get(name);
      if (found !== undefined) return found;
      const mapping = workspace.mappings.get(name);
      if (mapping?.direction !== 'inbound') throw unknownMapping(name, workspace, 'inbound');
      const compiled = compileInbound(mapping, workspace, { limits: evaluation, trust });
      inbound.set(name, compiled);
      return compiled;
    },
    outbound(name) {
      const found = outbound.get(name);
      if (found !== undefined) return found;
      const mapping = workspace.mappings.get(name);
      if (mapping?.direction !== 'outbound') throw unknownMapping(name, workspace, 'outbound');
      const compiled = compileOutbound(mapping, workspace, { limits: evaluation, trust });
      outbound.set(name, compiled);
      return compiled;
    },
    decode(name, bytes) {
      const { from } = engine.inbound(name).mapping.manifest;
      return formatOf(from.format).decode(bytes, {
        ...(limits.decode === undefined ? {} : { limits: limits.decode }),
        ...(from.options === undefined ? {} : { options: from.options }),
      });
    },
  };
  return engine;
}

/** Judges one document at every gate that has rules for it. */
async function judgeAll(engine: Engine, document: CanonicalDocument, context: FactContext): Promise<Decision[]> {
  const decisions: Decision[] = [];
  const known = new KnownFacts();
  for (const gate of ['intake', ...engine.gates.of(document.type)] as const) {
    decisions.push(...(await engine.gates.judge(gate, document, context, known)).decisions);
  }
  return decisions;
}

/**
 * Runs one decoded message through its mapping and all gates, knowing nothing but the message.
 * Never throws on content: what cannot go on comes back as `error`.
 */
export async function runMessage(
  engine: Engine,
  mapping: string,
  options: { message: DecodedMessage; context?: FactContext },
): Promise<MessageResult> {
  const compiled = engine.inbound(mapping);
  const mapped = await compiled.run(options.message);
  if (mapped.error !== undefined) return { ...mapped, decisions: [] };
  const context: FactContext = { sourceClass: compiled.mapping.manifest.from.class, ...options.context };
  try {
    const decisions: (Decision & { document?: number })[] = [];
    for (const [index, document] of mapped.documents.entries()) {
      const own = await judgeAll(engine, document, context);
      decisions.push(
        ...own.map((decision) => (mapped.documents.length > 1 ? { ...decision, document: index } : decision)),
      );
    }
    return { ...mapped, decisions };
  } catch (thrown) {
    return { ...mapped, documents: [], decisions: [], error: errorJson(thrown, 'rule.failed') };
  }
}
