// The checker: a file with twelve faults gives exactly those, each with its place and a fix that clears it; the sample workspace is nearly clean.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkMapping } from '../../../designer/model/check/check.ts';
import type { Finding } from '../../../designer/model/check/finding.ts';
import type { CheckInput } from '../../../designer/model/check/input.ts';
import { mergeFields } from '../../../designer/schema/field.ts';
import { fieldsOfSamples } from '../../../designer/schema/from-sample.ts';
import { fieldsOfSchema } from '../../../designer/schema/from-schema.ts';
import { readProgram } from '../../../runtime/engine/outline/program.ts';
import { parseTable } from '../../../runtime/engine/workspace/table.ts';
import { DOCUMENT_SCHEMAS } from '../../../runtime/model/schemas.ts';
import { ROOT } from '../../support/sidecar.ts';

const SOURCES = fieldsOfSchema({
  type: 'object',
  properties: {
    id: { type: 'string' },
    number: { type: 'integer' },
    placed: { type: 'string' },
    state: { type: 'string', enum: ['new', 'done', 'lost'] },
    buyer: { type: 'object', properties: { name: { type: 'string' }, mail: { type: 'string' } } },
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: { sku: { type: 'string' }, qty: { type: 'integer' }, gift: { type: 'boolean' } },
      },
    },
  },
});

const TARGETS = fieldsOfSchema({
  type: 'object',
  required: ['orderId', 'currency'],
  properties: {
    orderId: { type: 'string' },
    currency: { type: 'string', enum: ['EUR'] },
    status: { type: 'string', enum: ['received', 'shipped'] },
    orderNumber: { type: 'string' },
    placedAt: { type: 'string' },
    firstSku: { type: 'string' },
    total: { type: 'number' },
    notes: { type: 'string' },
    customer: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, email: { type: 'string' } },
    },
    lines: {
      type: 'array',
      items: { type: 'object', properties: { sku: { type: 'string' }, note: { type: 'string' } } },
    },
    packages: { type: 'array', items: { type: 'object', properties: { sscc: { type: 'string' } } } },
  },
});

const table = (name: string, text: string) => [name, parseTable(name, `${name}.csv`, text).table] as const;
const TABLES = new Map([
  table('status', 'word,status\nnew,received\ndone,shipped\n'),
  table('units', 'code,unit\nPCE,EA\n'),
]);

const MANIFEST = '{\n  "title": "Seeded",\n  "tables": ["status", "units"]\n}\n';

const check = (text: string, options: Partial<CheckInput> = {}): readonly Finding[] =>
  checkMapping({ program: readProgram(text), sources: SOURCES, targets: TARGETS, tables: TABLES, ...options });

/** Twelve faults, numbered as they are listed below. */
const SEEDED = `{
  "orderId": id,
  "orderNumber": number,
  "placedAt": plcaed,
  "status": $translate($tables, "status", state).status,
  "firstSku": items.sku,
  "total": $sum("all"),
  "notes": $lowercas(buyer.name),
  "customer": {
    "email": buyer.mail,
    "email": buyer.name
  },
  "lines": [items.{ "sku": sku, "note": $translate($tables, "stauts", "new").status }],
  "packages": { "sscc": id }
}
`;

const EXPECTED = [
  ['target.required', '/currency'],
  ['target.type', '/orderNumber'],
  ['source.dead', '/placedAt'],
  ['lookup.row', '/status'],
  ['target.loop', '/firstSku'],
  ['call.argument', '/total'],
  ['name.unknown', '/notes'],
  ['target.duplicate', '/customer/email'],
  ['target.required', '/customer/name'],
  ['lookup.table', '/lines/note'],
  ['target.loop', '/packages'],
  ['table.unused', undefined],
] as const;

const told = (findings: readonly Finding[]): string[] => findings.map(({ code, target }) => `${code} ${target}`).sort();

describe('a seeded file', () => {
  const findings = check(SEEDED, { manifest: MANIFEST });

  it('gives exactly its faults, each at its target', () => {
    expect(told(findings)).toEqual(EXPECTED.map(([code, target]) => `${code} ${target}`).sort());
  });

  it('points to the exact characters', () => {
    const shown = (code: string, target?: string) => {
      const found = findings.find((one) => one.code === code && (target === undefined || one.target === target));
      const text = found?.file === 'mapping.json' ? MANIFEST : SEEDED;
      return found === undefined ? undefined : text.slice(found.span.start, found.span.end);
    };
    expect(shown('source.dead')).toBe('plcaed');
    expect(shown('call.argument')).toBe('"all"');
    expect(shown('name.unknown')).toBe('$lowercas');
    expect(shown('lookup.table')).toBe('"stauts"');
    expect(shown('lookup.row')).toBe('state');
    expect(shown('table.unused')).toBe('"units"');
    expect(shown('target.loop', '/packages')).toBe('{ "sscc": id }');
  });

  it.each([
    ['target.required', '/currency', '"currency": "EUR"'],
    ['target.type', '/orderNumber', '"orderNumber": $string(number),'],
    ['source.dead', '/placedAt', '"placedAt": placed,'],
    ['target.loop', '/firstSku', '"firstSku": (items.sku)[0],'],
    ['name.unknown', '/notes', '"notes": $lowercase(buyer.name),'],
    ['target.duplicate', '/customer/email', '"email": buyer.mail\n  },'],
    ['target.required', '/customer/name', '"name": buyer.name'],
    ['lookup.table', '/lines/note', '$translate($tables, "status", "new")'],
    ['target.loop', '/packages', '"packages": [{ "sscc": id }]'],
  ])('mends %s of %s, and nothing else', (code, target, expected) => {
    const found = findings.find((one) => one.code === code && one.target === target);
    const mended = found?.fixes[0]?.text() ?? '';
    expect(mended).toContain(expected);
    const left = told(check(mended, { manifest: MANIFEST }));
    expect(left).toEqual(told(findings).filter((one) => one !== `${code} ${target}`));
  });

  it('takes an unused table off the list', () => {
    const found = findings.find(({ code }) => code === 'table.unused');
    expect(found?.fixes[0]?.text()).toBe('{\n  "title": "Seeded",\n  "tables": ["status"]\n}\n');
  });

  it.each([
    ['{ "title": "Seeded", "tables": [] }', '{ "title": "Seeded", "tables": ["status"] }'],
    ['{\n  "title": "Seeded"\n}\n', '{\n  "title": "Seeded",\n  "tables": ["status"]\n}\n'],
  ])('puts a table on the list of a manifest that does not name it: %j', (manifest, mended) => {
    const found = check(SEEDED, { manifest }).find(({ code }) => code === 'table.undeclared');
    expect([found?.fixes[0]?.file, found?.fixes[0]?.text()]).toEqual(['mapping.json', mended]);
  });

  it('puts errors first', () => {
    const severities = findings.map(({ severity }) => severity);
    expect(severities).toEqual([...severities].sort());
  });
});

describe('the checker', () => {
  it('says only what is wrong with the text when it cannot be read', () => {
    const [only, ...others] = check('{ "orderId": }');
    expect(only).toMatchObject({ code: 'program.syntax', span: { start: 13, end: 14 } });
    expect(others).toEqual([]);
  });

  it('reads through variables, functions of the program, loops and conditions', () => {
    const text = `(
      $text := function($x) { $x ? $string($x) };
      $first := items[0];
      { "orderId": $text(id), "currency": "EUR", "orderNumber": $text(number), "firstSku": $first.skv,
        "lines": $map(items, function($item) { { "sku": $item.sky } }) }
    )`;
    expect(told(check(text))).toEqual(['source.dead /firstSku', 'source.dead /lines/sku']);
  });

  it('does not call a field dead that the program asks for first', () => {
    const text =
      '{ "orderId": old ? old : id, "currency": "EUR", "notes": text ?? comment, "placedAt": $exists(at) ? at }';
    expect(told(check(text))).toEqual(['source.dead /notes']);
  });

  it('knows the words of a target, and the rows that samples need', () => {
    const text =
      '{ "orderId": id, "currency": "EUR", "status": "shiped", "notes": $translate($tables, "units", buyer.name).unit }';
    const findings = check(text, { sampleWords: (path) => (path === '/buyer/name' ? ['PCE', 'BOX'] : []) });
    expect(told(findings)).toEqual(['lookup.row /notes', 'target.word /status']);
    expect(findings.map(({ message }) => message)).toEqual([
      'status does not know "shiped"',
      'the table "units" has no row for "BOX"',
    ]);
    expect(findings[0]?.fixes[0]?.text()).toContain('"status": "shipped"');
  });

  it('does not miss a row for a word that a condition keeps from the lookup', () => {
    const text = '{ "orderId": id, "currency": "EUR", "notes": $translate($tables, "status", state) }';
    const rows = (manifest: string) => told(check(text, { manifest })).filter((one) => one.startsWith('lookup.row'));
    const when = (condition: string) => JSON.stringify({ title: 'x', tables: ['status'], from: { when: condition } });
    expect(rows(when('$exists(state)'))).toEqual(['lookup.row /notes']);
    expect(rows(when('state in ["new"]'))).toEqual([]);
  });

  it('knows columns of rows, and leaves rows alone that are mixed with other objects', () => {
    const row = '$translate($tables, "status", "new")';
    expect(told(check(`{ "orderId": id, "currency": "EUR", "status": ${row}.statu }`))).toEqual([
      'lookup.column /status',
    ]);
    const mixed = `{ "orderId": id, "currency": "EUR", "notes": $merge([${row}, { "more": "x" }]).more }`;
    expect(told(check(mixed))).toEqual([]);
  });

  it('knows the fields of the document, and the name that was meant', () => {
    const [found] = check(
      '{ "orderId": id, "currency": "EUR", "customer": { "name": buyer.name, "emial": buyer.mail } }',
    );
    expect(found).toMatchObject({ code: 'target.unknown', target: '/customer/emial' });
    expect(found?.fixes.map(({ name }) => name)).toEqual(['Call it email']);
  });

  it('leaves fields of an open source alone', () => {
    expect(told(check('{ "orderId": X01, "currency": "EUR" }', { isSourceOpen: true }))).toEqual([]);
  });
});

describe('on the sample workspace', () => {
  const folder = join(ROOT, 'mappings');
  const tables = new Map(
    readdirSync(join(folder, 'tables')).map((file) => {
      const name = file.replace(/\.csv$/, '');
      return [name, parseTable(name, file, readFileSync(join(folder, 'tables', file), 'utf8')).table] as const;
    }),
  );
  const read = (name: string, file: string): string => readFileSync(join(folder, name, file), 'utf8');

  function findingsOf(name: string): readonly Finding[] {
    const manifest = read(name, 'mapping.json');
    const { from, to } = JSON.parse(manifest) as {
      from: { format?: string; schema?: string; document?: keyof typeof DOCUMENT_SCHEMAS };
      to: { document?: keyof typeof DOCUMENT_SCHEMAS | (keyof typeof DOCUMENT_SCHEMAS)[] };
    };
    const isJson = from.format === 'json' || from.document !== undefined;
    const schema =
      from.document === undefined ? JSON.parse(read(name, from.schema as string)) : DOCUMENT_SCHEMAS[from.document];
    const samples = readdirSync(join(folder, name, 'examples'))
      .filter((file) => isJson && /^[^.]+\.json$/.test(file))
      .map((file) => JSON.parse(read(name, `examples/${file}`)) as unknown);
    const [document] = [to.document ?? []].flat();
    return checkMapping({
      program: readProgram(read(name, 'mapping.jsonata')),
      sources: mergeFields(fieldsOfSchema(schema), fieldsOfSamples(samples)),
      targets: document === undefined ? [] : fieldsOfSchema(DOCUMENT_SCHEMAS[document]),
      tables,
      manifest,
      isSourceOpen: from.format === 'x12' || from.format === 'edifact',
    });
  }

  it.each(readdirSync(folder).filter((name) => name !== 'tables'))('%s has no errors', (name) => {
    const findings = findingsOf(name);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(findings.filter(({ code }) => code === 'lookup.row')).toEqual([]);
    expect(findings.length).toBeLessThan(9);
  });
});
