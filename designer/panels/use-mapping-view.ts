// All that is derived from the open mapping: fields of both sides, lines, nodes, checks, suggestions. May import canvas/, model/, schema/.
import { useMemo } from 'react';
import type { Line } from '../canvas/line-geometry.ts';
import { fieldsOfTargets, isOutbound, readManifest, sourceFields, targetFields } from '../canvas/manifest.ts';
import { nodesOf, placeNodes, readLayout } from '../canvas/map-nodes.ts';
import { LAYOUT, MANIFEST, type Texts } from '../canvas/mapping-store.ts';
import { checkMapping } from '../model/mapping/checks.ts';
import { functionDoc } from '../model/mapping/complete.ts';
import type { Program } from '../model/mapping/program.ts';
import { type Field, mergeFields } from '../schema/field.ts';
import type { Evaluation } from '../worker/protocol.ts';

const NO_FIELDS: readonly Field[] = [];
const parametersOf = (name: string) => functionDoc(name)?.parameters.map((parameter) => parameter.name);

export interface ViewInput {
  readonly texts: Texts;
  readonly program: Program;
  readonly evaluation: Evaluation | undefined;
  /** Texts of the tables that were read, by path. */
  readonly tables: Texts;
  readonly tableNames: readonly string[];
}

/** First cells of a table's rows; enough to know which words have a row. */
function keysOf(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split('\n')
      .slice(1)
      .map((line) =>
        (line.startsWith('"') ? (/^"((?:[^"]|"")*)"/.exec(line)?.[1] ?? '') : (line.split(',')[0] ?? '')).trim(),
      ),
  );
}

export function useMappingView({ texts, program, evaluation, tables, tableNames }: ViewInput) {
  const manifestText = texts[MANIFEST];
  const manifest = useMemo(() => readManifest(manifestText), [manifestText]);
  const schemaText = texts[manifest.from?.schema ?? ''];
  const schema = useMemo(() => sourceFields(manifest, schemaText), [manifest, schemaText]);
  const sampleFields = evaluation?.sampleFields ?? NO_FIELDS;
  const source = useMemo(() => mergeFields(schema, sampleFields), [schema, sampleFields]);
  const known = useMemo(() => targetFields(manifest), [manifest]);
  const made = useMemo(() => fieldsOfTargets(program.targets), [program]);
  const target = useMemo(() => mergeFields(known, made), [known, made]);
  const nodes = useMemo(() => nodesOf(program, parametersOf), [program]);
  const lines = useMemo(
    () =>
      program.targets
        .filter((one) => one.kind === 'path' && one.sources[0] !== undefined)
        .map(
          (one): Line => ({
            id: [one.sources[0], one.path].join('\n'),
            from: one.sources[0] as string,
            to: one.path,
            kind: 'value',
          }),
        ),
    [program],
  );
  const layoutText = texts[LAYOUT];
  const layout = useMemo(() => readLayout(layoutText), [layoutText]);
  const positions = useMemo(() => placeNodes(nodes, layout.positions), [nodes, layout]);
  const checks = useMemo(
    () =>
      checkMapping({
        program,
        source,
        hasSchema: schema.length > 0,
        target: known,
        hasTargetSchema: known.length > 0,
        tables: new Map(
          tableNames.map((name) => {
            const text = tables[`mappings/tables/${name}.csv`];
            return [name, text === undefined ? undefined : keysOf(text)] as const;
          }),
        ),
        listedTables: manifest.tables ?? [],
        sampleValue: (path) => evaluation?.source.get(path)?.text,
      }),
    [program, source, schema, known, tableNames, tables, manifest, evaluation],
  );
  return { manifest, isOutbound: isOutbound(manifest), source, target, nodes, lines, layout, positions, checks };
}
