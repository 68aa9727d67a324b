// Opens a workspace from its files: reads every manifest, program, ruleset and table, and reports all that is wrong at once.
// May import ../facts, ../state/schemas.ts, ../schema.ts, ../errors.ts and its neighbours.
import { DOCUMENT_TYPES } from '../../model/types-list.ts';
import type { Finding } from '../errors.ts';
import { factNames } from '../facts/index.ts';
import { type Validate, walkSchema } from '../schema.ts';
import { lifecycleFindings, ownershipFindings } from '../state/check.ts';
import type { Lifecycle } from '../state/lifecycle.ts';
import type { Ownership } from '../state/ownership.ts';
import { LIFECYCLE_SCHEMA, OWNERSHIP_SCHEMA } from '../state/schemas.ts';
import type {
  MappingDefinition,
  RuleDefinition,
  RulesetDefinition,
  Table,
  Workspace,
  WorkspaceFiles,
} from './definitions.ts';
import { contentHash } from './hash.ts';
import type { JsonFile } from './located-json.ts';
import { RULES_SCHEMA, RULESET_MANIFEST_SCHEMA } from './manifests.ts';
import { openMapping } from './open-mapping.ts';
import { errorAt, examplesOf, hasShape, type Opening, readJson, readText } from './opening.ts';
import { isProofPath, readProof } from './proof.ts';
import { checkRules } from './rule-check.ts';
import { parseTable } from './table.ts';

const rulesetManifest = walkSchema(RULESET_MANIFEST_SCHEMA);
const rulesShape = walkSchema(RULES_SCHEMA);
const lifecycleShape = walkSchema(LIFECYCLE_SCHEMA);
const ownershipShape = walkSchema(OWNERSHIP_SCHEMA);

/** The folders right below `parent`, sorted. */
function foldersOf(files: WorkspaceFiles, parent: string): string[] {
  const names = new Set<string>();
  for (const path of files.keys()) {
    const parts = path.split('/');
    if (parts[0] === parent && parts.length > 2 && parts[1] !== undefined) names.add(parts[1]);
  }
  return [...names].sort();
}

function openTables(opening: Opening): Map<string, Table> {
  const tables = new Map<string, Table>();
  for (const path of [...opening.files.keys()].sort()) {
    const match = /^mappings\/tables\/([^/]+)\.csv$/.exec(path);
    const text = match === null ? undefined : readText(opening, path);
    if (match === null || text === undefined) continue;
    const { table, findings } = parseTable(match[1] as string, path, text);
    opening.findings.push(...findings);
    tables.set(table.name, table);
  }
  return tables;
}

function openRuleset(opening: Opening, name: string): RulesetDefinition | undefined {
  const folder = `rulesets/${name}`;
  const manifest = readJson(opening, `${folder}/ruleset.json`);
  const rules = readJson(opening, `${folder}/rules.json`);
  const manifestFits = manifest !== undefined && hasShape(opening, manifest, rulesetManifest);
  const rulesFit = rules !== undefined && hasShape(opening, rules, rulesShape);
  if (manifest === undefined || rules === undefined) return undefined;
  const definition = manifest.value as RulesetDefinition['manifest'];
  // Without its document nobody knows which facts there are; anything else that is wrong does not keep rules from being checked.
  if (!DOCUMENT_TYPES.includes(definition?.document) || !Array.isArray(rules.value)) return undefined;
  const facts = new Set(factNames(definition.document, definition.scope));
  const faults = checkRules({ rules, manifest, facts });
  opening.findings.push(...faults);
  const named = Array.isArray(definition.facts) ? definition.facts : [];
  for (const [index, fact] of named.entries()) {
    if (!facts.has(fact)) {
      const message = `there is no fact ${JSON.stringify(fact)} here`;
      opening.findings.push(errorAt('rule.unknown-fact', message, manifest.place(`/facts/${index}`)));
    }
  }
  if (!manifestFits || !rulesFit || faults.length > 0) return undefined;
  const proof = readProof(opening.files, `${folder}/proof.json`);
  return {
    name,
    file: rules.file,
    manifest: definition,
    rules: rules.value as RuleDefinition[],
    version: contentHash([manifest.text, rules.text]),
    examples: examplesOf(opening.files, folder),
    ...(proof === undefined ? {} : { proof }),
  };
}

function readShaped(opening: Opening, path: string, validate: Validate): JsonFile | undefined {
  const json = readJson(opening, path);
  return json !== undefined && hasShape(opening, json, validate) ? json : undefined;
}

/** Findings of a file with line and column in place of their JSON Pointer. */
const placed = (findings: readonly Finding[], json: JsonFile): Finding[] =>
  findings.map((finding) => ({ ...finding, at: json.place(finding.at?.path ?? '') }));

/** Hash over every file that runs: examples, canvas positions and proofs change nothing that a message becomes. */
export function workspaceVersion(files: WorkspaceFiles): string {
  const running = [...files.keys()]
    .filter((path) => !path.includes('/examples/') && !path.endsWith('/layout.json') && !isProofPath(path))
    .sort();
  return contentHash(running.flatMap((path) => [path, files.get(path) as Uint8Array]));
}

/** Hash over the proofs: with them changes who evaluates, not what comes out. */
export function proofsVersion(files: WorkspaceFiles): string {
  const proofs = [...files.keys()].filter(isProofPath).sort();
  return contentHash(proofs.flatMap((path) => [path, files.get(path) as Uint8Array]));
}

/**
 * Opens a workspace. What is broken is left out and reported; nothing is thrown for content.
 *
 * @param files every file below `mappings/` and `rulesets/`
 * @param options.checked  programs and schemas were compiled before: each is compiled at its first use, and what cannot
 *   be then fails only the messages that need it
 * @returns what can be used, and all findings with file, line and column
 */
export function openWorkspace(
  files: WorkspaceFiles,
  options: { readonly checked?: boolean } = {},
): { workspace: Workspace; findings: readonly Finding[] } {
  const opening: Opening = { files, findings: [], compiles: options.checked !== true };
  const tables = openTables(opening);
  const mappings = new Map<string, MappingDefinition>();
  for (const name of foldersOf(files, 'mappings')) {
    if (name === 'tables') continue;
    const mapping = openMapping(opening, name, tables);
    if (mapping !== undefined) mappings.set(name, mapping);
  }
  const rulesets = new Map<string, RulesetDefinition>();
  for (const name of foldersOf(files, 'rulesets')) {
    if (name === 'lifecycles') continue;
    const ruleset = openRuleset(opening, name);
    if (ruleset !== undefined) rulesets.set(name, ruleset);
  }
  const lifecycles = new Map<string, JsonFile>();
  for (const path of [...files.keys()].sort()) {
    const match = /^rulesets\/lifecycles\/([^/]+)\.json$/.exec(path);
    const json = match === null ? undefined : readShaped(opening, path, lifecycleShape);
    if (match === null || json === undefined) continue;
    lifecycles.set(match[1] as string, json);
    opening.findings.push(...placed(lifecycleFindings(json.value as Lifecycle), json));
  }
  const ownership = files.has('rulesets/ownership.json')
    ? readShaped(opening, 'rulesets/ownership.json', ownershipShape)
    : undefined;
  const version = workspaceVersion(files);
  if (ownership !== undefined)
    opening.findings.push(...placed(ownershipFindings(ownership.value as Ownership), ownership));
  return {
    workspace: { mappings, rulesets, tables, lifecycles, ...(ownership === undefined ? {} : { ownership }), version },
    findings: opening.findings,
  };
}
