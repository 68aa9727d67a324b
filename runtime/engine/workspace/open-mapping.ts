// Opens one mapping of a workspace: manifest, program, tables and source schema, each checked whatever is wrong with the others.
// May import ../compile, ../syntax, ../schema.ts, ../errors.ts and its neighbours.
import { compileReference } from '../compile/jsonata-reference.ts';
import { CrossdockError, type Finding } from '../errors.ts';
import { compileSchema, walkSchema } from '../schema.ts';
import { tokensOf } from '../syntax/parse.ts';
import type { InboundManifest, MappingDefinition, OutboundManifest, Table } from './definitions.ts';
import { contentHash } from './hash.ts';
import { type JsonFile, lineAndColumn } from './located-json.ts';
import { INBOUND_MANIFEST_SCHEMA, OUTBOUND_MANIFEST_SCHEMA } from './manifests.ts';
import { errorAt, examplesOf, hasShape, type Opening, readJson, readText } from './opening.ts';
import { readProof } from './proof.ts';

const inboundManifest = walkSchema(INBOUND_MANIFEST_SCHEMA);
const outboundManifest = walkSchema(OUTBOUND_MANIFEST_SCHEMA);

/** Tables that a program names through `$tables.x`, `$translate($tables, "x", …)` or `$knows`, with their offset. */
function tablesNamed(program: string): { name: string; offset: number }[] {
  const pattern =
    /\$(?:translate|knows)\(\s*\$tables\s*,\s*(?:"([^"]+)"|'([^']+)')|\$tables\.(?:`([^`]+)`|([A-Za-z_]\w*))/g;
  const code = tokensOf(program).map(({ kind, text }) => (kind === 'comment' ? ' '.repeat(text.length) : text));
  return [...code.join('').matchAll(pattern)].map((match) => ({
    name: (match[1] ?? match[2] ?? match[3] ?? match[4]) as string,
    offset: match.index,
  }));
}

interface Manifest {
  readonly from?: { readonly document?: unknown; readonly when?: unknown; readonly schema?: unknown };
  readonly tables?: unknown;
}

/** Reports what is wrong with the expressions of a mapping. @returns whether all of them compile */
function checkExpressions(opening: Opening, options: { folder: string; plain?: JsonFile; program?: string }): boolean {
  const { folder, plain, program } = options;
  const compiles = (text: string, file: string, at?: Finding['at']): boolean => {
    try {
      compileReference(text, { file });
      return true;
    } catch (thrown) {
      if (!(thrown instanceof CrossdockError)) throw thrown;
      opening.findings.push(errorAt(thrown.code, thrown.message, at ?? thrown.detail.at));
      return false;
    }
  };
  if (!opening.compiles) return true;
  const when = (plain?.value as Manifest | null | undefined)?.from?.when;
  const whenCompiles =
    plain === undefined ||
    typeof when !== 'string' ||
    when === '' ||
    compiles(when, plain.file, plain.place('/from/when'));
  return (program === undefined || compiles(program, `${folder}/mapping.jsonata`)) && whenCompiles;
}

/** Reports tables that are not there or not listed. @returns the names of the tables that the mapping uses */
function checkTables(
  opening: Opening,
  options: { folder: string; plain?: JsonFile; program?: string; tables: ReadonlyMap<string, Table> },
): string[] {
  const { folder, plain, program = '', tables } = options;
  const listed = (plain?.value as Manifest | null | undefined)?.tables;
  const declared = Array.isArray(listed) ? listed.map(String) : [];
  const unknown = (table: string, at: Finding['at']) =>
    opening.findings.push(errorAt('mapping.unknown-table', `there is no table ${JSON.stringify(table)}`, at));
  for (const [index, table] of declared.entries())
    if (!tables.has(table)) unknown(table, plain?.place(`/tables/${index}`));
  const named = tablesNamed(program);
  for (const { name: table, offset } of named) {
    const at = { file: `${folder}/mapping.jsonata`, ...lineAndColumn(program, offset) };
    if (!tables.has(table)) unknown(table, at);
    else if (plain !== undefined && !declared.includes(table)) {
      const message = `the manifest does not list the table ${JSON.stringify(table)}`;
      opening.findings.push({ ...errorAt('mapping.undeclared-table', message, at), severity: 'warning' });
    }
  }
  return [...new Set([...declared, ...named.map((found) => found.name)])].filter((table) => tables.has(table)).sort();
}

function readSchema(opening: Opening, path: string): { text: string; value: Record<string, unknown> } | undefined {
  const schema = readJson(opening, path);
  if (schema === undefined) return undefined;
  try {
    if (opening.compiles) compileSchema(schema.value as Record<string, unknown>);
    return { text: schema.text, value: schema.value as Record<string, unknown> };
  } catch (thrown) {
    opening.findings.push(errorAt('workspace.schema', (thrown as Error).message, { file: path, line: 1, column: 1 }));
    return undefined;
  }
}

/**
 * Opens one mapping.
 *
 * @returns undefined when it cannot run; then, and for whatever else is wrong with it, there are findings
 */
export function openMapping(
  opening: Opening,
  name: string,
  tables: ReadonlyMap<string, Table>,
): MappingDefinition | undefined {
  const folder = `mappings/${name}`;
  const file = `${folder}/mapping.jsonata`;
  const plain = readJson(opening, `${folder}/mapping.json`);
  const program = readText(opening, file);
  const read = { folder, ...(plain === undefined ? {} : { plain }), ...(program === undefined ? {} : { program }) };
  const compiles = checkExpressions(opening, read);
  const used = checkTables(opening, { ...read, tables });
  if (plain === undefined) return undefined;
  const from = (plain.value as Manifest | null)?.from;
  const outbound = typeof from === 'object' && from !== null && 'document' in from;
  const fits = hasShape(opening, plain, outbound ? outboundManifest : inboundManifest);
  const schemaName = outbound || typeof from?.schema !== 'string' ? undefined : from.schema;
  const schema = schemaName === undefined ? undefined : readSchema(opening, `${folder}/${schemaName}`);
  if (program === undefined || !compiles || !fits) return undefined;
  if (schemaName !== undefined && schema === undefined) return undefined;
  const manifest = plain.value as InboundManifest | OutboundManifest;
  const tableTexts = used.map((table) => opening.files.get(tables.get(table)?.file ?? '') ?? new Uint8Array());
  const proof = readProof(opening.files, `${folder}/proof.json`);
  const base = {
    name,
    file,
    program,
    tables: used,
    examples: examplesOf(opening.files, folder),
    owner: manifest.owner ?? 'integration',
    ...(proof === undefined ? {} : { proof }),
  };
  if (outbound) {
    return {
      ...base,
      direction: 'outbound',
      manifest: manifest as OutboundManifest,
      version: contentHash([plain.text, program, ...tableTexts]),
    };
  }
  return {
    ...base,
    direction: 'inbound',
    manifest: manifest as InboundManifest,
    ...(schema === undefined ? {} : { schema: schema.value }),
    version: contentHash([plain.text, program, schema?.text ?? '', ...tableTexts]),
  };
}
