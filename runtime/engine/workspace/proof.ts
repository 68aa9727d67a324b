// Proofs that compiled code is equal to the references, one beside each mapping and ruleset: what they hold, and whether they still apply.
// May import ../compile/version.ts, ../errors.ts and its neighbours.
import { COMPILER_VERSION, JSONATA_VERSION, RULES_ENGINE_VERSION } from '../compile/version.ts';
import type { Finding } from '../errors.ts';
import type { MappingDefinition, Proof, RulesetDefinition, Workspace, WorkspaceFiles } from './definitions.ts';
import { contentHash } from './hash.ts';

/** `missing`, or `stale` when the file, a library or the compiler has changed since; `current` also when it says `reference`. */
export type ProofState = 'current' | 'stale' | 'missing';

export const proofPathOf = ({ file }: { readonly file: string }): string => file.replace(/[^/]+$/, 'proof.json');

/** `proof.json` is about a file and no part of what runs. */
export const isProofPath = (path: string): boolean => /^(?:mappings|rulesets)\/[^/]+\/proof\.json$/.test(path);

/**
 * Hash over what compiled code is made from: a mapping's program and predicate, a ruleset's rules and named conditions.
 * Tables are data, and may change without a new proof.
 */
export function provenHash(definition: MappingDefinition | RulesetDefinition): string {
  if ('program' in definition) {
    const { from } = definition.manifest;
    return contentHash([definition.program, from.when ?? '']);
  }
  return contentHash([JSON.stringify(definition.rules), JSON.stringify(definition.manifest.conditions ?? {})]);
}

/** The versions that a proof made now would carry. */
export const CURRENT_VERSIONS: Proof['versions'] = {
  jsonata: JSONATA_VERSION,
  'json-rules-engine': RULES_ENGINE_VERSION,
  compiler: COMPILER_VERSION,
};

const isProof = (value: unknown): value is Proof => {
  const proof = value as Partial<Proof> | null;
  return (
    typeof proof === 'object' &&
    proof !== null &&
    typeof proof.hash === 'string' &&
    typeof proof.versions === 'object' &&
    (proof.tier === 'native' || proof.tier === 'reference') &&
    Number.isInteger(proof.cases) &&
    Number.isInteger(proof.differences) &&
    Number.isInteger(proof.mostSteps)
  );
};

/** Reads a proof. @returns undefined when it is not there or cannot be read: then it proves nothing */
export function readProof(files: WorkspaceFiles, path: string): Proof | undefined {
  const bytes = files.get(path);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isProof(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function proofState(definition: MappingDefinition | RulesetDefinition): ProofState {
  const { proof } = definition;
  if (proof === undefined) return 'missing';
  const current =
    proof.hash === provenHash(definition) &&
    proof.versions.compiler === COMPILER_VERSION &&
    ('program' in definition
      ? proof.versions.jsonata === JSONATA_VERSION
      : proof.versions['json-rules-engine'] === RULES_ENGINE_VERSION);
  return current ? 'current' : 'stale';
}

/** Whether a matching proof lets a mapping or ruleset run as compiled code. */
export function isProven(definition: MappingDefinition | RulesetDefinition): boolean {
  return (
    proofState(definition) === 'current' && definition.proof?.tier === 'native' && definition.proof.differences === 0
  );
}

/** A warning for each mapping and ruleset that runs on the reference for want of a proof that applies. */
export function proofFindings(workspace: Workspace): Finding[] {
  return [...workspace.mappings.values(), ...workspace.rulesets.values()].flatMap((definition): Finding[] => {
    const state = proofState(definition);
    if (state === 'current') return [];
    const since = state === 'missing' ? 'there is no proof of it yet' : 'its proof is of an earlier version';
    return [
      {
        code: `proof.${state}`,
        severity: 'warning',
        message: `runs on the reference, which is slower: ${since}; crossdock verify ${definition.name} makes one`,
        at: { file: definition.file, line: 1, column: 1 },
      },
    ];
  });
}
