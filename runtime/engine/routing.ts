// Which mapping takes a message that came to a source: by topic header, EDI envelope, or a predicate of the manifest.
import type { CompiledProgram } from './compile/program.ts';
import type { Trust } from './compile/trust.ts';
import { CrossdockError } from './errors.ts';
import type { DecodedMessage, FormatName, FormatOptions } from './formats/format.ts';
import { evaluatorOf } from './mapping.ts';
import type { Engine } from './message.ts';
import type { InboundMapping, Workspace } from './workspace/definitions.ts';

export interface SourceHint {
  readonly system: string;
  /** Topic header of the request: `orders/create`. */
  readonly topic?: string;
}

/** The inbound mappings of one system, by name. */
export function mappingsOf(workspace: Workspace, system: string): readonly InboundMapping[] {
  return [...workspace.mappings.values()].filter(
    (mapping): mapping is InboundMapping => mapping.direction === 'inbound' && mapping.manifest.from.system === system,
  );
}

/** How the messages of a source are read. */
export interface Decoding {
  readonly format: FormatName;
  /** Absent when its mappings do not all name the same ones. */
  readonly options?: FormatOptions;
}

/**
 * The format in which a source sends: that of its mappings.
 *
 * @throws CrossdockError `source.unknown` when no mapping takes from it, `mapping.no-match` when its mappings disagree
 */
export function sourceDecoding(workspace: Workspace, source: SourceHint | undefined): Decoding {
  const mappings = source === undefined ? [] : mappingsOf(workspace, source.system);
  const takers = mappings.filter((mapping) => source?.topic === undefined || topicsOf(mapping).includes(source.topic));
  const froms = (takers.length > 0 ? takers : mappings).map((mapping) => mapping.manifest.from);
  const [first, ...others] = froms;
  if (first === undefined)
    throw new CrossdockError('source.unknown', `no mapping takes messages of ${JSON.stringify(source?.system ?? '')}`);
  const { format, options } = first;
  if (others.some((from) => from.format !== format)) {
    throw new CrossdockError(
      'mapping.no-match',
      'expected a topic that tells the mapping, because the source sends in several formats',
    );
  }
  const agreed = others.every((from) => JSON.stringify(from.options) === JSON.stringify(options));
  return { format, ...(agreed && options !== undefined ? { options } : {}) };
}

function topicsOf(mapping: InboundMapping): readonly string[] {
  return [mapping.manifest.from.message ?? []].flat();
}

/** Predicates by mapping: compiling one takes longer than asking it. */
const predicates = new WeakMap<InboundMapping, CompiledProgram['evaluate']>();

function predicateOf(mapping: InboundMapping, when: string, trust: Trust): CompiledProgram['evaluate'] {
  const known = predicates.get(mapping);
  if (known !== undefined) return known;
  const compiled = evaluatorOf(mapping, when, { trust, file: `mappings/${mapping.name}/mapping.json` });
  predicates.set(mapping, compiled);
  return compiled;
}

async function fits(
  mapping: InboundMapping,
  options: { message: DecodedMessage; source: SourceHint; trust: Trust },
): Promise<boolean> {
  const { message, source } = options;
  const { from } = mapping.manifest;
  const topics = topicsOf(mapping);
  const { envelope } = message;
  if (envelope !== undefined) {
    if (topics.length > 0 && !topics.includes(envelope.kind)) return false;
    if (from.version !== undefined && !envelope.version.startsWith(from.version)) return false;
    if (from.partner !== undefined && from.partner !== envelope.sender) return false;
  } else if (source.topic !== undefined && topics.length > 0 && !topics.includes(source.topic)) {
    return false;
  }
  if (from.when === undefined) return true;
  try {
    return (await predicateOf(mapping, from.when, options.trust)(message.value, {})) === true;
  } catch (thrown) {
    // A predicate that stumbles over another mapping's message does not take it; that must not keep the right one from it.
    if (thrown instanceof CrossdockError && thrown.code === 'mapping.failed') return false;
    throw thrown;
  }
}

/** How narrowly a mapping says what it takes: the narrowest that fits wins. */
function narrowness(mapping: InboundMapping): number {
  const { from } = mapping.manifest;
  return (
    (from.when === undefined ? 0 : 4) + (from.partner === undefined ? 0 : 2) + (from.version === undefined ? 0 : 1)
  );
}

/** @throws CrossdockError `mapping.no-match` naming what was looked at, also when several fit alike */
export async function chooseMapping(
  engine: Engine,
  options: { message: DecodedMessage; source: SourceHint | undefined },
): Promise<string> {
  const { message, source } = options;
  if (source === undefined) throw new CrossdockError('source.unknown');
  if (message.error !== undefined) throw new CrossdockError(message.error.code, message.error.message, message.error);
  const candidates = mappingsOf(engine.workspace, source.system);
  const takers: InboundMapping[] = [];
  for (const mapping of candidates)
    if (await fits(mapping, { message, source, trust: engine.trust })) takers.push(mapping);
  const best = Math.max(...takers.map(narrowness));
  const [taker, ...others] = takers.filter((mapping) => narrowness(mapping) === best);
  const what = message.envelope?.kind ?? source.topic ?? 'no topic';
  if (taker === undefined) {
    throw new CrossdockError('mapping.no-match', `no mapping of ${source.system} takes ${JSON.stringify(what)}`, {
      expected: candidates.flatMap(topicsOf).join(', '),
      actual: what,
    });
  }
  if (others.length > 0) {
    const names = [taker, ...others].map((mapping) => mapping.name).join(', ');
    throw new CrossdockError('mapping.no-match', `expected one mapping for ${JSON.stringify(what)}, found ${names}`, {
      actual: what,
    });
  }
  return taker.name;
}
