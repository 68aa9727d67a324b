// The house of the design: who may import whom, what stays pure, and which file alone knows which library.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const RUNTIME = resolve(import.meta.dirname, '../runtime');

interface SourceFile {
  /** Path below runtime/. */
  readonly path: string;
  readonly text: string;
  /** The text without comments and the insides of strings. */
  readonly code: string;
  /** Paths below runtime/ of files of ours. */
  readonly imports: readonly string[];
  /** Names of packages and of Node's modules. */
  readonly packages: readonly string[];
}

/** Comments, strings, templates and regular expressions: what is not code, in the order in which they begin. */
const NOT_CODE =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|\$\{(?:[^{}]|\{[^{}]*\})*\}|[^`\\])*`|(?<=[=(,:[!&|?;{}]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;

/** Templates keep what stands in `${}`. */
const codeOf = (text: string): string =>
  text.replace(NOT_CODE, (found) => (found.startsWith('`') ? (found.match(/\$\{[^}]*\}/g) ?? []).join(' ') : '""'));

function specifiersOf(text: string): string[] {
  const withoutComments = text.replace(NOT_CODE, (found) => (/^\/[/*]/.test(found) ? '' : found));
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...withoutComments.matchAll(pattern)].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

function readFile(path: string): SourceFile {
  const text = readFileSync(join(RUNTIME, path), 'utf8');
  const specifiers = specifiersOf(text);
  const own = specifiers.filter((specifier) => specifier.startsWith('.'));
  return {
    path,
    text,
    code: codeOf(text),
    imports: own.map((specifier) => relative(RUNTIME, resolve(RUNTIME, dirname(path), specifier))),
    packages: specifiers.filter((specifier) => !specifier.startsWith('.')),
  };
}

const files = (readdirSync(RUNTIME, { recursive: true }) as string[])
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map(readFile);

/** `engine`, `store` …; a file right below runtime/ is a part by itself: `config.ts`. */
const partOf = (path: string): string => path.split('/')[0] as string;

const PURE = ['engine', 'model'];
const STORAGE = [...PURE, 'workspace', 'connectors', 'content-hash.ts', 'turnover.ts', 'workers', 'store'];
const PIPELINE = [...STORAGE, 'config.ts', 'pipeline'];
const GOVERNANCE = [...PIPELINE, 'governance'];

/** What each part may import. Every part is here, so that a new one has to say where it stands. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  engine: PURE,
  model: PURE,
  workspace: [...PURE, 'workspace'],
  connectors: [...PURE, 'connectors'],
  'content-hash.ts': [],
  'turnover.ts': [],
  workers: [...PURE, 'content-hash.ts', 'turnover.ts', 'workers'],
  // A stored message is what a worker made of it.
  store: [...PURE, 'store', 'workers'],
  'config-schema.ts': PURE,
  'config.ts': [...PURE, 'connectors', 'config-schema.ts'],
  'reference.ts': [...PURE, 'config.ts', 'governance', 'http'],
  pipeline: PIPELINE,
  governance: GOVERNANCE,
  http: [...GOVERNANCE, 'http'],
  observability: [...PIPELINE, 'observability'],
  'demo.ts': PIPELINE,
  'main.ts': [...GOVERNANCE, 'http', 'observability', 'demo.ts'],
  commands: [...STORAGE, 'config.ts', 'governance', 'commands', 'main.ts'],
  'cli.ts': [...PURE, 'commands'],
};

/** The files that know a library, so that replacing it is a matter of these files. */
const KNOWS_LIBRARY: Readonly<Record<string, readonly string[]>> = {
  jsonata: ['engine/compile/jsonata-reference.ts'],
  'json-rules-engine': ['engine/compile/rules-reference.ts'],
  ajv: ['engine/schema-check.ts'],
  // The way without ajv checks formats by the same list.
  'ajv-formats': ['engine/schema-check.ts', 'engine/schema-keywords.ts'],
  // Messages and tables are both CSV, with different rules.
  'csv-parse': ['engine/formats/csv/rows.ts', 'engine/workspace/table.ts'],
  'csv-stringify': ['engine/formats/csv/write.ts'],
  saxes: ['engine/formats/xml/read.ts'],
  'big.js': ['engine/functions/decimal-value.ts', 'store/promises.ts'],
  // Calendar arithmetic, its zones, and the date codes of EDI.
  luxon: ['engine/functions/calendar.ts', 'engine/functions/edi-dates.ts', 'engine/functions/time-zones.ts'],
  'jsonc-parser': ['engine/syntax/json-tree.ts', 'engine/workspace/located-json.ts'],
  '@noble/hashes': ['engine/workspace/hash.ts'],
  yaml: ['config.ts'],
  'better-sqlite3': [
    'store/backup.ts',
    'store/beside.ts',
    'store/checkpoint-thread.ts',
    'store/connection.ts',
    'store/recorded.ts',
    'store/sum-thread.ts',
  ],
  'openid-client': ['governance/openid.ts'],
  'ipaddr.js': ['connectors/networks.ts'],
  undici: ['connectors/outbound.ts'],
  '@opentelemetry/api': ['observability/traces.ts'],
  '@opentelemetry/exporter-trace-otlp-http': ['observability/traces.ts'],
  '@opentelemetry/resources': ['observability/traces.ts'],
  '@opentelemetry/sdk-trace-node': ['observability/traces.ts'],
  pino: ['main.ts'],
  'prom-client': ['http/metrics.ts'],
  commander: ['cli.ts'],
  '@hono/node-server': ['http/server.ts'],
};

/** Libraries that a whole part is built on. */
const PART_OF_LIBRARY: Readonly<Record<string, string>> = { hono: 'http' };

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe('the house', () => {
  it('has no part that does not say what it may import', () => {
    expect(files.length).toBeGreaterThan(100);
    expect([...new Set(files.map((file) => partOf(file.path)))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it('imports only files that are there', () => {
    const paths = new Set(files.map((file) => file.path));
    const missing = files.flatMap((file) =>
      file.imports.filter((path) => path.endsWith('.ts') && !paths.has(path)).map((path) => `${file.path} -> ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('imports nothing upward', () => {
    const upward = files.flatMap((file) =>
      file.imports
        .filter((path) => !MAY_IMPORT[partOf(file.path)]?.includes(partOf(path)))
        .map((path) => `${file.path} -> ${path}`),
    );
    expect(upward).toEqual([]);
  });

  it('imports in no circle', () => {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '));
      if (done.has(path) || way.includes(path)) return;
      for (const next of byPath.get(path)?.imports ?? []) visit(next, [...way, path]);
      done.add(path);
    };
    for (const file of files) visit(file.path, []);
    expect(circles).toEqual([]);
  });

  it('has no barrels', () => {
    expect(files.filter((file) => /export\s+\*/.test(file.code)).map((file) => file.path)).toEqual([]);
  });

  it('keeps engine and model pure: no Node modules, no process, one clock, no randomness, no output', () => {
    const impure =
      /\b(?:process|Buffer|require|__dirname|__filename|setTimeout|setInterval|setImmediate|console|fetch|localStorage|crypto)\b(?!['"]?\s*[:?]?\s*:)|\bDate\.now\b|\bnew Date\(\)|\bDateTime\.(?:now|local|utc)\(\)|\bMath\.random\b|\bperformance\.now\b/;
    // Compiled programs need the time for their limit and for $now, as the reference does; callers may pass their own clock.
    const clock = 'engine/compile/clock.ts';
    const faults = files
      .filter((file) => PURE.includes(partOf(file.path)) && file.path !== clock)
      .flatMap((file) => [
        ...file.packages.filter((name) => name.startsWith('node:')).map((name) => `${file.path} imports ${name}`),
        ...file.code.split('\n').flatMap((line) => (impure.test(line) ? [`${file.path}: ${line.trim()}`] : [])),
      ]);
    expect(faults).toEqual([]);
  });

  it('reads the environment in one file only', () => {
    const readers = files.filter((file) => /\bprocess\.env\b/.test(file.code)).map((file) => file.path);
    expect(readers).toEqual(['config.ts']);
  });

  it('knows each library in the files that are named for it, and nowhere else', () => {
    const used = new Map<string, string[]>();
    for (const file of files) {
      for (const name of new Set(file.packages.filter((one) => !one.startsWith('node:')).map(packageOf))) {
        if (partOf(file.path) !== PART_OF_LIBRARY[name]) used.set(name, [...(used.get(name) ?? []), file.path]);
      }
    }
    expect(Object.fromEntries(used)).toEqual(KNOWS_LIBRARY);
  });

  it('says in the first line of every file what it is for, and names it in the house style', () => {
    const unnamed = files.filter((file) => !/^\/\/ \S/.test(file.text)).map((file) => file.path);
    expect(unnamed).toEqual([]);
    const odd = files
      .map((file) => basename(file.path, '.ts'))
      .filter(
        (name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^(utils?|helpers?|common|managers?|services?)$/.test(name),
      );
    expect(odd).toEqual([]);
  });
});

/** The designer's own law: what people see stands on pure models and on the sidecar's API, and pages do not know each other. */
const DESIGNER = resolve(RUNTIME, '../designer');

const DESIGNER_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // What fields there are, out of schemas and samples.
  schema: ['schema', 'runtime/engine', 'runtime/model'],
  model: ['model', 'schema', 'runtime/engine', 'runtime/model'],
  api: ['api', 'runtime/engine', 'runtime/model'],
  parts: ['parts', 'api'],
  // Evaluates in a web worker: the same engine as the sidecar.
  worker: ['worker', 'model', 'schema', 'runtime/engine', 'runtime/model'],
  canvas: ['canvas', 'parts', 'api', 'model', 'schema', 'worker', 'runtime/engine', 'runtime/model'],
  panels: ['panels', 'canvas', 'parts', 'api', 'model', 'schema', 'worker', 'runtime/engine', 'runtime/model'],
  pages: ['pages', 'panels', 'canvas', 'parts', 'api', 'model', 'schema', 'worker', 'runtime/engine', 'runtime/model'],
  app: ['app', 'pages', 'parts', 'api'],
  'main.tsx': ['app', 'styles'],
  'vite.config.ts': [],
};

interface DesignerFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean }[];
  readonly packages: readonly string[];
}

const designerFiles: readonly DesignerFile[] = (readdirSync(DESIGNER, { recursive: true }) as string[])
  .filter((path) => /\.tsx?$/.test(path))
  .sort()
  .map((path) => {
    const text = readFileSync(join(DESIGNER, path), 'utf8');
    const specifiers = specifiersOf(text);
    return {
      path,
      text,
      imports: specifiers
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => ({
          from: relative(DESIGNER, resolve(DESIGNER, dirname(path), specifier.replace(/\?.*$/, ''))).replace(
            /^\.\.\//,
            '',
          ),
          typeOnly: new RegExp(`import type [^;]*['"]${specifier.replaceAll('.', '\\.')}['"]`).test(text),
        })),
      packages: specifiers.filter((specifier) => !specifier.startsWith('.')),
    };
  });

/** `runtime/engine`, `parts`, `main.tsx`. */
const designerPart = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('runtime/') ? 2 : 1)
    .join('/');

/** A page is a file of pages/ or a folder of it; its own files may import each other. */
const pageOfPath = (path: string): string | undefined =>
  /^pages\/([^/]+?)(?:Page)?(?:\.tsx?|\.css|\/|$)/.exec(path)?.[1];

describe('the designer', () => {
  it('has no part that does not say what it may import', () => {
    expect(designerFiles.length).toBeGreaterThan(20);
    const parts = new Set(designerFiles.map((file) => designerPart(file.path)));
    expect([...parts].filter((part) => DESIGNER_MAY_IMPORT[part] === undefined)).toEqual([]);
  });

  it('imports nothing but what its parts may, and of http only types', () => {
    const faults = designerFiles.flatMap((file) =>
      file.imports
        .filter(({ from, typeOnly }) => {
          const part = designerPart(from);
          if (part === 'runtime/http') return !typeOnly;
          return !from.endsWith('.css') && !DESIGNER_MAY_IMPORT[designerPart(file.path)]?.includes(part);
        })
        .map(({ from }) => `${file.path} -> ${from}`),
    );
    expect(faults).toEqual([]);
  });

  it('keeps pages apart', () => {
    const faults = designerFiles.flatMap((file) =>
      file.imports
        .filter(({ from }) => pageOfPath(file.path) !== undefined && pageOfPath(from) !== undefined)
        .filter(({ from }) => pageOfPath(from)?.toLowerCase() !== pageOfPath(file.path)?.toLowerCase())
        .map(({ from }) => `${file.path} -> ${from}`),
    );
    expect(faults).toEqual([]);
  });

  it('keeps its model pure: no React, no browser, no packages', () => {
    const model = designerFiles.filter((file) => file.path.startsWith('model/'));
    expect(model.flatMap((file) => file.packages.map((name) => `${file.path} imports ${name}`))).toEqual([]);
    const impure =
      /\b(?:document|window|localStorage|fetch|setTimeout|setInterval|console)\b\s*[.(]|\bDate\.now\b|\bMath\.random\b/;
    expect(model.filter((file) => impure.test(codeOf(file.text))).map((file) => file.path)).toEqual([]);
  });

  it('says in the first line of every file what it is for', () => {
    expect(designerFiles.filter((file) => !/^\/\/ \S/.test(file.text)).map((file) => file.path)).toEqual([]);
  });
});
