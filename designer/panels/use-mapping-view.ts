// All that is derived from the open mapping: fields of both sides, lines, nodes, checks, suggestions. May import canvas/, model/, schema/.
import { useMemo, useState } from 'react';
import type { Program } from '../../runtime/engine/outline/program.ts';
import { createTargetFields, linesOf } from '../canvas/derived.ts';
import type { CanvasContent } from '../canvas/MapCanvas.tsx';
import { isOutbound, readManifest, sourceFields, targetFields } from '../canvas/manifest.ts';
import { placeNodes, readLayout } from '../canvas/map-nodes.ts';
import { LAYOUT, MANIFEST, type Texts } from '../canvas/mapping-store.ts';
import { withPlaces } from '../canvas/placed-fields.ts';
import { useSameList } from '../canvas/use-same-list.ts';
import type { TableFacts } from '../model/check/input.ts';
import type { MapNode } from '../model/mapping/graph.ts';
import { cellValue, readCsv } from '../model/tables/csv-text.ts';
import { type Field, mergeFields } from '../schema/field.ts';
import type { CheckContext } from '../worker/check-messages.ts';
import type { Evaluation } from '../worker/protocol.ts';
import { useChecks } from './use-checks.ts';

const NO_FIELDS: readonly Field[] = [];
const NO_VALUES: Evaluation['source'] = new Map();

export interface ViewInput {
  readonly texts: Texts;
  readonly program: Program;
  readonly evaluation: Evaluation | undefined;
  /** Texts of the tables that were read, by path. */
  readonly tables: Texts;
  readonly tableNames: readonly string[];
  readonly nodes: readonly MapNode[];
}

/** Columns and keys of a table; nothing of one that was not read yet. */
function factsOf(text: string | undefined): TableFacts {
  if (text === undefined) return {};
  const { header, rows } = readCsv(text);
  return {
    columns: header.raw.map((cell) => cellValue(cell).trim()),
    rows: Object.fromEntries(rows.map(({ raw }) => [cellValue(raw[0]), true])),
  };
}

export function useMappingView({ texts, program, evaluation, tables, tableNames, nodes }: ViewInput) {
  const manifestText = texts[MANIFEST];
  const manifest = useMemo(() => readManifest(manifestText), [manifestText]);
  const schemaText = texts[manifest.from?.schema ?? ''];
  const schema = useMemo(() => sourceFields(manifest, schemaText), [manifest, schemaText]);
  const sampleFields = evaluation?.sampleFields ?? NO_FIELDS;
  const source = useMemo(() => mergeFields(schema, sampleFields), [schema, sampleFields]);
  const known = useMemo(() => targetFields(manifest), [manifest]);
  const [fieldsOf] = useState(createTargetFields);
  const made = useMemo(() => fieldsOf(program), [fieldsOf, program]);
  const target = useMemo(() => withPlaces(mergeFields(known, made)), [known, made]);
  const lines = useSameList(useMemo(() => linesOf(program), [program]));
  const layoutText = texts[LAYOUT];
  const layout = useMemo(() => readLayout(layoutText), [layoutText]);
  const positions = useMemo(() => placeNodes(nodes, layout.positions), [nodes, layout]);
  const facts = useMemo(
    () => new Map(tableNames.map((name) => [name, factsOf(tables[`mappings/tables/${name}.csv`])] as const)),
    [tableNames, tables],
  );
  const format = manifest.from?.format;
  const values = evaluation?.source ?? NO_VALUES;
  const context = useMemo(
    (): CheckContext => ({
      source,
      target: known,
      tables: facts,
      manifest: manifestText,
      values,
      // A sample alone does not say what else may come, and a schema of an EDI message lists some of many fields.
      isSourceOpen: schema.length === 0 || format === 'x12' || format === 'edifact',
    }),
    [source, schema, known, facts, manifestText, format, values],
  );
  const checked = useChecks(program.text, context);
  const content = useMemo(
    (): CanvasContent => ({ source, target, lines, nodes, positions }),
    [source, target, lines, nodes, positions],
  );
  return { manifest, isOutbound: isOutbound(manifest), content, layout, ...checked };
}
