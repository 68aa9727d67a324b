// Compares compiled code with the references, case by case, and says what a proof would hold.
// May import ../compile, ../judge.ts, ../mapping.ts, ../workspace and its neighbours.
import type { CanonicalDocument } from '../../model/types.ts';
import { DEFAULT_EVALUATION_LIMITS } from '../compile/expression.ts';
import { type CompiledProgram, compileProgram } from '../compile/program.ts';
import type { FactReader } from '../compile/rules-program.ts';
import { Trust } from '../compile/trust.ts';
import { CrossdockError } from '../errors.ts';
import type { FactContext } from '../facts/spec.ts';
import { compileRuleset, factReadersOf } from '../judge.ts';
import { tableBindings } from '../mapping.ts';
import type { MappingDefinition, Proof, RulesetDefinition, Workspace } from '../workspace/definitions.ts';
import { CURRENT_VERSIONS, provenHash } from '../workspace/proof.ts';
import { type Case, casesOver } from './cases.ts';

export interface Verification {
  readonly proof: Proof;
  /** The first differences, one a line, each with its case; never a value of the input. */
  readonly differences: readonly string[];
}

const MAX_SHOWN = 10;

/** One case compared. */
type Comparison =
  | { readonly kind: 'same'; readonly steps: number }
  | { readonly kind: 'error' }
  | { readonly kind: 'different'; readonly how: string };

/** Ended by a limit: on the side that is slower first, which says nothing about values. */
const isLimit = (thrown: unknown): boolean =>
  thrown instanceof CrossdockError &&
  /^mapping\.(?:timeout|too-many-steps|too-deep|output-too-large)$/.test(thrown.code);

async function compareProgram(
  program: CompiledProgram,
  input: unknown,
  bindings: Readonly<Record<string, unknown>>,
): Promise<Comparison> {
  // Each side has an input of its own: one that a side changes must not help the other.
  const text = JSON.stringify(input);
  const given: unknown = JSON.parse(text);
  const outcome = program.evaluateNative(given, bindings);
  if (JSON.stringify(given) !== text) return { kind: 'different', how: 'compiled code changed its input' };
  // The reference answers in its place.
  if (outcome.kind === 'left' || (outcome.kind === 'value' && outcome.emptyGrouping)) return { kind: 'same', steps: 0 };
  let expected: string | undefined;
  try {
    expected = JSON.stringify(await program.evaluateReference(JSON.parse(text), bindings));
  } catch (thrown) {
    if (outcome.kind === 'thrown' || outcome.kind === 'limit') return { kind: 'error' };
    if (isLimit(thrown)) return { kind: 'same', steps: outcome.steps };
    const code = thrown instanceof CrossdockError ? thrown.code : 'an error';
    return { kind: 'different', how: `compiled code gives a value, the reference ${code}` };
  }
  switch (outcome.kind) {
    case 'value':
      if (JSON.stringify(outcome.value) === expected) return { kind: 'same', steps: outcome.steps };
      return { kind: 'different', how: 'compiled code gives another value' };
    case 'limit':
      return { kind: 'different', how: `compiled code ends with ${outcome.error.code}, the reference gives a value` };
    case 'thrown':
      return { kind: 'different', how: 'compiled code fails, the reference gives a value' };
  }
}

/** Runs all cases and counts. */
async function tally(
  cases: Iterable<Case>,
  compare: (value: unknown) => Promise<Comparison>,
): Promise<{ cases: number; errors: number; mostSteps: number; differences: number; shown: string[] }> {
  const counts = { cases: 0, errors: 0, mostSteps: 0, differences: 0, shown: [] as string[] };
  for (const { name, value } of cases) {
    const comparison = await compare(value);
    counts.cases += 1;
    if (comparison.kind === 'same') counts.mostSteps = Math.max(counts.mostSteps, comparison.steps);
    else if (comparison.kind === 'error') counts.errors += 1;
    else {
      counts.differences += 1;
      if (counts.shown.length < MAX_SHOWN) counts.shown.push(`${name}: ${comparison.how}`);
    }
  }
  return counts;
}

/** Functions whose results are never twice the same: such a program cannot be compared. */
const NOT_REPEATABLE = /\$(?:now|millis|random|shuffle)\b/;

/**
 * Compares a mapping's program, and its predicate if it has one, with the reference.
 *
 * @param inputs  decoded messages, or documents of an outbound mapping
 */
export async function verifyMapping(
  mapping: MappingDefinition,
  options: { readonly workspace: Workspace; readonly inputs: readonly Case[]; readonly least?: number },
): Promise<Verification> {
  const { when } = mapping.manifest.from;
  const texts = [mapping.program, ...(when === undefined ? [] : [when])];
  const programs = texts.map((text) => compileProgram(text, { file: mapping.file, limits: DEFAULT_EVALUATION_LIMITS }));
  const reasons = programs.flatMap((program) => program.fallbackReasons.map(({ code }) => code as string));
  if (texts.some((text) => NOT_REPEATABLE.test(text))) reasons.push('not-repeatable');
  const bindings = { tables: tableBindings(options.workspace.tables) };
  const compare = async (value: unknown): Promise<Comparison> => {
    const [main, predicate] = programs as [CompiledProgram, CompiledProgram | undefined];
    const compared = await compareProgram(main, value, bindings);
    if (compared.kind === 'different' || predicate === undefined) return compared;
    const asked = await compareProgram(predicate, value, mapping.direction === 'inbound' ? {} : bindings);
    return asked.kind === 'different' ? { kind: 'different', how: `predicate: ${asked.how}` } : compared;
  };
  return verified(mapping, { ...options, reasons, compare });
}

interface RulesetInput {
  readonly document?: CanonicalDocument;
  readonly context?: FactContext;
}

/**
 * Compares a ruleset with the reference.
 *
 * @param inputs  `{"document", "context"}`, as in its examples
 */
export async function verifyRuleset(
  ruleset: RulesetDefinition,
  options: { readonly inputs: readonly Case[]; readonly least?: number },
): Promise<Verification> {
  const { program } = compileRuleset(ruleset, new Trust({ trusting: 'native' }));
  const reasons = program.fallbackReasons.map(({ code }) => code as string);
  const compare = async (value: unknown): Promise<Comparison> => {
    const text = JSON.stringify(value);
    const given = JSON.parse(text) as RulesetInput | null;
    const { document, context = {} } = given ?? {};
    const { type } = ruleset.manifest.document === document?.type ? document : { type: undefined };
    // What is no document of this kind never comes before these rules.
    if (document === undefined || type === undefined) return { kind: 'same', steps: 0 };
    let failed = false;
    for (const read of readersOf(ruleset, document, context)) {
      let fired: readonly { readonly name: string }[] | undefined;
      try {
        fired = program.fireNative(read);
      } catch {
        fired = undefined;
      }
      const expected = await program.fireReference(read).catch(() => undefined);
      if ((fired === undefined) !== (expected === undefined)) {
        return { kind: 'different', how: `only ${fired === undefined ? 'compiled code' : 'the reference'} fails` };
      }
      if (fired?.map(({ name }) => name).join() !== expected?.map(({ name }) => name).join()) {
        return { kind: 'different', how: 'other rules fire' };
      }
      failed ||= fired === undefined;
    }
    if (JSON.stringify(given) !== text) return { kind: 'different', how: 'the document was changed' };
    return failed ? { kind: 'error' } : { kind: 'same', steps: 0 };
  };
  return verified(ruleset, { ...options, reasons, compare });
}

/**
 * What the rules would see. A document that was varied out of its schema may have no lines to speak of, and facts that
 * cannot be worked out from it; those are not known then, to both sides.
 */
function readersOf(ruleset: RulesetDefinition, document: CanonicalDocument, context: FactContext): FactReader[] {
  const { lines } = document as { lines?: unknown };
  if (ruleset.manifest.scope !== undefined && !Array.isArray(lines)) return [];
  return factReadersOf(ruleset, document, context).map((read) => (name) => {
    try {
      return read(name);
    } catch {
      return undefined;
    }
  });
}

async function verified(
  definition: MappingDefinition | RulesetDefinition,
  options: {
    readonly inputs: readonly Case[];
    readonly least?: number;
    readonly reasons: readonly string[];
    readonly compare: (value: unknown) => Promise<Comparison>;
  },
): Promise<Verification> {
  const { inputs, least, reasons, compare } = options;
  const base = { hash: provenHash(definition), versions: CURRENT_VERSIONS, fallbackReasons: [...new Set(reasons)] };
  if (reasons.length > 0 || inputs.length === 0) {
    const why = reasons.length > 0 ? base.fallbackReasons : ['no-input'];
    const proof: Proof = {
      ...base,
      tier: 'reference',
      fallbackReasons: why,
      cases: 0,
      differences: 0,
      errors: 0,
      mostSteps: 0,
    };
    return { proof, differences: [] };
  }
  const { shown, ...counts } = await tally(casesOver(inputs, least), compare);
  return { proof: { ...base, tier: counts.differences === 0 ? 'native' : 'reference', ...counts }, differences: shown };
}
