// Writes types.ts from the schemas beside it: `node runtime/model/generate-types.mjs`. A development tool; nothing imports it at run time.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const DOCUMENTS = ['order', 'shipment', 'inventory', 'return', 'invoice', 'item', 'customer'];

const BANNER = `// The types of the canonical documents. Written by generate-types.mjs from the *.schema.json files beside it: change those
// and run \`node runtime/model/generate-types.mjs\`. Imports nothing.
`;

const readSchema = (name) => JSON.parse(readFileSync(new URL(`./${name}.schema.json`, import.meta.url), 'utf8'));

/** Every definition of every schema under its title, with references pointing there: the compiler names types by title. */
function collect() {
  const common = readSchema('common');
  const schemas = DOCUMENTS.map((name) => readSchema(name));
  const definitions = {};
  const add = (schema, home) => {
    definitions[schema.title] = simplify(schema, (reference) => {
      const [file, path] = reference.split('#');
      const name = path.split('/').at(-1);
      return (file === 'common.json' ? common : home).$defs[name].title;
    });
  };
  for (const definition of Object.values(common.$defs)) add(definition, common);
  for (const schema of schemas) {
    for (const definition of Object.values(schema.$defs ?? {})) add(definition, schema);
    add(schema, schema);
  }
  return { definitions, documents: schemas.map((schema) => schema.title) };
}

/** Keywords that say nothing to a type. */
const LEFT_OUT = new Set([
  '$schema',
  '$id',
  '$defs',
  'examples',
  'anyOf',
  'pattern',
  'minLength',
  'x-owner',
  'x-privacy',
]);

/** What the types need of a schema: a reference becomes the name of its type, so that it keeps its own description. */
function simplify(node, titleOf) {
  if (Array.isArray(node)) return node.map((child) => simplify(child, titleOf));
  if (typeof node !== 'object' || node === null) return node;
  if (typeof node.$ref === 'string') return { tsType: titleOf(node.$ref), description: node.description };
  const kept = {};
  for (const [key, value] of Object.entries(node)) {
    if (LEFT_OUT.has(key)) continue;
    kept[key] = key === 'enum' || key === 'required' || key === 'const' ? value : simplify(value, titleOf);
  }
  if (kept.const !== undefined) delete kept.type;
  return kept;
}

/** The text of types.ts. */
export async function generateTypes() {
  const { definitions, documents } = collect();
  const options = { additionalProperties: false, bannerComment: '', format: false };
  const types = [];
  for (const [title, definition] of Object.entries(definitions)) types.push(await compile(definition, title, options));
  const union = `/**
 * Any of the seven canonical documents; \`type\` tells which.
 */
export type CanonicalDocument =
${documents.map((title) => `  | ${title}`).join('\n')};

/**
 * The value of \`type\`.
 */
export type DocumentType = CanonicalDocument['type'];
`;
  return format([BANNER, ...types, union].join('\n'));
}

const format = (text) => {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  return execFileSync(process.execPath, [biome, 'format', '--stdin-file-path=runtime/model/types.ts'], {
    input: text,
    encoding: 'utf8',
  });
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('./types.ts', import.meta.url), await generateTypes());
}
