// Opens a workspace from its files: reads every manifest, program, ruleset and table, and reports all that is wrong at once.
import { CrossdockError, type Finding } from '../errors.ts';
import { factNames } from '../facts/index.ts';
import { compileReference } from '../compile/jsonata-reference.ts';
import { compileSchema, type Validate } from '../schema.ts';
import { LIFECYCLE_SCHEMA, OWNERSHIP_SCHEMA } from '../state/schemas.ts';
import type {
  ExampleFile,
  InboundManifest,
  MappingDefinition,
  OutboundManifest,
  RuleDefinition,
  RulesetDefinition,
  Table,
  Workspace,
  WorkspaceFiles,
} from './definitions.ts';
import { contentHash } from './hash.ts';
import { type JsonFile, lineAndColumn, parseJsonFile } from './located-json.ts';
import { INBOUND_MANIFEST_SCHEMA, OUTBOUND_MANIFEST_SCHEMA, RULES_SCHEMA, RULESET_MANIFEST_SCHEMA } from './manifests.ts';
import { checkRules } from './rule-check.ts';
import { parseTable } from './table.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

interface Opening {
  readonly files: WorkspaceFiles;
  readonly findings: Finding[];
}

const error = (code: string, message: string, at: Finding['at']): Finding => ({
  code,
  severity: 'error',
  message,
  ...(at === undefined ? {} : { at }),
});

function readText(opening: Opening, path: string): string | undefined {
  const bytes = opening.files.get(path);
  if (bytes === undefined) {
    opening.findings.push(error('workspace.missing-file', 'expected this file, it is not there', { file: path, line: 1, column: 1 }));
    return undefined;
  }
  try {
    return decoder.decode(bytes);
  } catch {
    opening.findings.push(error('workspace.encoding', 'expected UTF-8 text', { file: path, line: 1, column: 1 }));
    return undefined;
  }
}

function readJson(opening: Opening, path: string, validate?: Validate): JsonFile | undefined {
  const text = readText(opening, path);
  if (text === undefined) return undefined;
  const { json, findings } = parseJsonFile(path, text);
  opening.findings.push(...findings);
  if (json === undefined || validate === undefined) return json;
  const faults = validate(json.value);
  opening.findings.push(...faults.map((fault) => ({ ...fault, code: 'workspace.shape', at: json.place(fault.at?.path ?? '') })));
  return faults.some((fault) => fault.severity === 'error') ? undefined : json;
}

/** The folders right below `parent`, sorted. */
function foldersOf(files: WorkspaceFiles, parent: string): string[] {
  const names = new Set<string>();
  for (const path of files.keys()) {
    const parts = path.split('/');
    if (parts[0] === parent && parts.length > 2 && parts[1] !== undefined) names.add(parts[1]);
  }
  return [...names].sort();
}

function examplesOf(files: WorkspaceFiles, folder: string): ExampleFile[] {
  const cases = new Map<string, { input?: string; expected?: string }>();
  for (const path of [...files.keys()].sort()) {
    if (!path.startsWith(`${folder}/examples/`)) continue;
    const name = path.slice(folder.length + '/examples/'.length);
    const match = /^(.+?)(\.expected)?\.([A-Za-z0-9]+)$/.exec(name);
    if (match === null || name.includes('/')) continue;
    const found = cases.get(match[1] as string) ?? {};
    cases.set(match[1] as string, match[2] === undefined ? { ...found, input: path } : { ...found, expected: path });
  }
  return [...cases]
    .filter(([, found]) => found.input !== undefined)
    .map(([name, { input, expected }]) => ({
      case: name,
      path: input as string,
      bytes: files.get(input as string) as Uint8Array,
      ...(expected === undefined ? {} : { expectedPath: expected, expected: files.get(expected) as Uint8Array }),
    }));
}

const inboundManifest = compileSchema(INBOUND_MANIFEST_SCHEMA);
const outboundManifest = compileSchema(OUTBOUND_MANIFEST_SCHEMA);
const rulesetManifest = compileSchema(RULESET_MANIFEST_SCHEMA);
const rulesShape = compileSchema(RULES_SCHEMA);
const lifecycleShape = compileSchema(LIFECYCLE_SCHEMA);
const ownershipShape = compileSchema(OWNERSHIP_SCHEMA);

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

/** Tables that a program names through `$tables.x`, `$translate($tables, "x", …)` or `$knows`, with their offset. */
function tablesNamed(program: string): { name: string; offset: number }[] {
  const pattern =
    /\$(?:translate|knows)\(\s*\$tables\s*,\s*(?:"([^"]+)"|'([^']+)')|\$tables\.(?:`([^`]+)`|([A-Za-z_]\w*))/g;
  return [...program.matchAll(pattern)].map((match) => ({
    name: (match[1] ?? match[2] ?? match[3] ?? match[4]) as string,
    offset: match.index,
  }));
}

function openMapping(opening: Opening, name: string, tables: ReadonlyMap<string, Table>): MappingDefinition | undefined {
  const folder = `mappings/${name}`;
  const plain = readJson(opening, `${folder}/mapping.json`);
  const file = `${folder}/mapping.jsonata`;
  const program = readText(opening, file);
  if (plain === undefined || program === undefined) return undefined;
  const from = (plain.value as { from?: Record<string, unknown> } | null)?.from;
  const outbound = typeof from === 'object' && from !== null && 'document' in from;
  const faults = (outbound ? outboundManifest : inboundManifest)(plain.value);
  opening.findings.push(...faults.map((fault) => ({ ...fault, code: 'workspace.shape', at: plain.place(fault.at?.path ?? '') })));
  try {
    compileReference(program, { file });
  } catch (thrown) {
    if (!(thrown instanceof CrossdockError)) throw thrown;
    opening.findings.push(error(thrown.code, thrown.message, thrown.detail.at));
    return undefined;
  }
  if (faults.length > 0) return undefined;
  const manifest = plain.value as InboundManifest | OutboundManifest;
  const declared = manifest.tables ?? [];
  declared.forEach((table, index) => {
    if (!tables.has(table)) {
      opening.findings.push(
        error('mapping.unknown-table', `there is no table ${JSON.stringify(table)}`, plain.place(`/tables/${index}`)),
      );
    }
  });
  const named = tablesNamed(program);
  for (const { name: table, offset } of named) {
    if (!tables.has(table)) {
      opening.findings.push(
        error('mapping.unknown-table', `there is no table ${JSON.stringify(table)}`, {
          file,
          ...lineAndColumn(program, offset),
        }),
      );
    } else if (!declared.includes(table)) {
      opening.findings.push({
        ...error('mapping.undeclared-table', `the manifest does not list the table ${JSON.stringify(table)}`, {
          file,
          ...lineAndColumn(program, offset),
        }),
        severity: 'warning',
      });
    }
  }
  const used = [...new Set([...declared, ...named.map((found) => found.name)])].filter((table) => tables.has(table)).sort();
  const tableTexts = used.map((table) => opening.files.get(tables.get(table)?.file ?? '') ?? new Uint8Array());
  const base = {
    name,
    file,
    program,
    tables: used,
    examples: examplesOf(opening.files, folder),
    owner: manifest.owner ?? 'integration',
  };
  if (outbound) {
    return { ...base, direction: 'outbound', manifest: manifest as OutboundManifest, version: contentHash([plain.text, program, ...tableTexts]) };
  }
  const schemaName = (manifest as InboundManifest).from.schema;
  const schema = schemaName === undefined ? undefined : readJson(opening, `${folder}/${schemaName}`);
  if (schema !== undefined) {
    try {
      compileSchema(schema.value as Record<string, unknown>);
    } catch (thrown) {
      opening.findings.push(error('workspace.schema', (thrown as Error).message, { file: schema.file, line: 1, column: 1 }));
      return undefined;
    }
  }
  return {
    ...base,
    direction: 'inbound',
    manifest: manifest as InboundManifest,
    ...(schema === undefined ? {} : { schema: schema.value as Record<string, unknown> }),
    version: contentHash([plain.text, program, schema?.text ?? '', ...tableTexts]),
  };
}

function openRuleset(opening: Opening, name: string): RulesetDefinition | undefined {
  const folder = `rulesets/${name}`;
  const manifest = readJson(opening, `${folder}/ruleset.json`, rulesetManifest);
  const rules = readJson(opening, `${folder}/rules.json`, rulesShape);
  if (manifest === undefined || rules === undefined) return undefined;
  const definition = manifest.value as RulesetDefinition['manifest'];
  const facts = new Set(factNames(definition.document, definition.scope));
  const faults = checkRules({ rules, manifest, facts });
  opening.findings.push(...faults);
  (definition.facts ?? []).forEach((fact, index) => {
    if (!facts.has(fact)) {
      opening.findings.push(
        error('rule.unknown-fact', `there is no fact ${JSON.stringify(fact)} here`, manifest.place(`/facts/${index}`)),
      );
    }
  });
  if (faults.length > 0) return undefined;
  return {
    name,
    file: rules.file,
    manifest: definition,
    rules: rules.value as RuleDefinition[],
    version: contentHash([manifest.text, rules.text]),
    examples: examplesOf(opening.files, folder),
  };
}

/**
 * Opens a workspace. What is broken is left out and reported; nothing is thrown for content.
 *
 * @param files every file below `mappings/` and `rulesets/`
 * @returns what can be used, and all findings with file, line and column
 */
export function openWorkspace(files: WorkspaceFiles): { workspace: Workspace; findings: readonly Finding[] } {
  const opening: Opening = { files, findings: [] };
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
    const json = match === null ? undefined : readJson(opening, path, lifecycleShape);
    if (match !== null && json !== undefined) lifecycles.set(match[1] as string, json);
  }
  const ownership = files.has('rulesets/ownership.json')
    ? readJson(opening, 'rulesets/ownership.json', ownershipShape)
    : undefined;
  const running = [...files.keys()].filter((path) => !path.includes('/examples/') && !path.endsWith('/layout.json')).sort();
  const version = contentHash(running.flatMap((path) => [path, files.get(path) as Uint8Array]));
  return {
    workspace: { mappings, rulesets, tables, lifecycles, ...(ownership === undefined ? {} : { ownership }), version },
    findings: opening.findings,
  };
}
