// `crossdock verify`: compares compiled mappings and rulesets with the references and writes a proof beside each.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CrossdockError } from '../engine/errors.ts';
import { createEngine, type Engine } from '../engine/message.ts';
import type { Case } from '../engine/verify/cases.ts';
import { type Verification, verifyMapping, verifyRuleset } from '../engine/verify/verify.ts';
import type { MappingDefinition, RulesetDefinition, Workspace } from '../engine/workspace/definitions.ts';
import { proofPathOf } from '../engine/workspace/proof.ts';
import { type RecordedReceipt, recordedReceipts } from '../store/recorded.ts';
import { writeWorkspaceFile } from '../workspace/disk.ts';
import { EXIT, loadWorkspace, refuseBroken, type Streams } from './command.ts';

/** Recorded receipts that are looked through, newest first, and messages of one mapping, or documents of one ruleset, that are taken. */
const MAX_RECEIPTS = 5_000;
const MAX_RECORDED = 300;

export interface VerifyOptions {
  readonly workspace: string;
  readonly all?: boolean;
  readonly data?: string;
  /** Cases of each at least, as text from the command line. */
  readonly cases: string;
}

type Definition = MappingDefinition | RulesetDefinition;

const decoder = new TextDecoder();

/** Inputs by mapping or ruleset: its examples, then what was recorded. */
class Inputs {
  readonly #engine: Engine;
  readonly #recorded = new Map<string, Case[]>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  #add(file: string, one: Case): void {
    const list = this.#recorded.get(file) ?? [];
    if (list.length < MAX_RECORDED) list.push(one);
    this.#recorded.set(file, list);
  }

  /** Takes the messages of a recorded receipt, and the documents that become of them. */
  async record({ id, mapping: name, body, positions }: RecordedReceipt): Promise<void> {
    const { workspace } = this.#engine;
    const mapping = workspace.mappings.get(name);
    if (mapping?.direction !== 'inbound') return;
    const { messages } = this.#engine.decode(name, body);
    for (const message of positions.flatMap((position) => messages[position] ?? [])) {
      if (message.error === undefined)
        this.#add(mapping.file, { name: `${id} ${message.index}`, value: message.value });
      const { documents } = await this.#engine.inbound(name).run(message);
      for (const document of documents) {
        for (const { file, manifest } of workspace.rulesets.values()) {
          if (manifest.document !== document.type) continue;
          const context = { sourceClass: mapping.manifest.from.class };
          this.#add(file, { name: `${id} ${message.index}`, value: { document, context } });
        }
      }
    }
  }

  of(definition: Definition): Case[] {
    const read = definition.examples.flatMap(({ path, bytes }): Case[] => {
      if ('program' in definition && definition.direction === 'inbound') {
        const messages = this.#engine.decode(definition.name, bytes).messages;
        const sound = messages.filter((message) => message.error === undefined);
        return sound.map(({ value, index }) => ({ name: `${path} ${index}`, value }));
      }
      try {
        return [{ name: path, value: JSON.parse(decoder.decode(bytes)) as unknown }];
      } catch {
        return [];
      }
    });
    return [...read, ...(this.#recorded.get(definition.file) ?? [])];
  }
}

function chosen(workspace: Workspace, names: readonly string[], all: boolean): Definition[] {
  const definitions: Definition[] = [...workspace.mappings.values(), ...workspace.rulesets.values()];
  if (all) return definitions;
  if (names.length === 0) throw new CrossdockError('usage.invalid', 'expected mappings or rulesets, or --all');
  return names.map((name) => {
    const found = definitions.find((definition) => definition.name === name);
    if (found !== undefined) return found;
    throw new CrossdockError('mapping.unknown', `there is no mapping or ruleset ${JSON.stringify(name)}`);
  });
}

function reportLine({ name }: Definition, { proof }: Verification): string {
  const { cases, differences, errors, tier, fallbackReasons, mostSteps } = proof;
  const why = fallbackReasons.length === 0 ? '' : ` (${fallbackReasons.join(', ')})`;
  const steps = mostSteps === 0 ? '' : `, at most ${mostSteps} steps`;
  return `${name}: ${cases} cases, ${errors} of them errors on both sides, ${differences} differences: ${tier}${why}${steps}`;
}

/**
 * @throws CrossdockError `usage.invalid`, `mapping.unknown`; `workspace.file` when what is to be verified cannot be trusted;
 *   `store.unavailable` when the data directory cannot be read
 */
export async function verify(names: readonly string[], options: VerifyOptions, streams: Streams): Promise<number> {
  const { workspace, findings } = await loadWorkspace(options.workspace);
  refuseBroken(findings);
  const least = Number(options.cases);
  if (!Number.isInteger(least) || least < 1) {
    throw new CrossdockError('usage.invalid', `--cases: expected a number, found ${JSON.stringify(options.cases)}`);
  }
  const definitions = chosen(workspace, names, options.all === true);
  // The reference decides what becomes of recorded messages: what is to be verified must not choose its own cases.
  const inputs = new Inputs(createEngine(workspace, { execution: { trusting: 'reference' } }));
  const usual = join(options.workspace, '.crossdock');
  const data = options.data ?? (existsSync(join(usual, 'crossdock.sqlite')) ? usual : undefined);
  if (data !== undefined) for (const receipt of recordedReceipts(data, MAX_RECEIPTS)) await inputs.record(receipt);
  let failed = 0;
  for (const definition of definitions) {
    const given = { inputs: inputs.of(definition), least };
    const verification = await ('program' in definition
      ? verifyMapping(definition, { ...given, workspace })
      : verifyRuleset(definition, given));
    const text = `${JSON.stringify(verification.proof, null, 2)}\n`;
    await writeWorkspaceFile(options.workspace, proofPathOf(definition), new TextEncoder().encode(text));
    streams.stdout.write(`${reportLine(definition, verification)}\n`);
    for (const difference of verification.differences) streams.stdout.write(`  ${difference}\n`);
    if (verification.proof.differences > 0) failed += 1;
  }
  return failed > 0 ? EXIT.findings : EXIT.ok;
}
