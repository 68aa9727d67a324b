// What the draft's schema of the source changes beside the saved one, and the act that replaces it. May import canvas/, model/, parts/, schema/.
import { useCallback, useMemo } from 'react';
import type { Program } from '../../runtime/engine/outline/program.ts';
import { applySplices, setValue } from '../../runtime/engine/syntax/json-splice.ts';
import { readJson } from '../../runtime/engine/syntax/json-tree.ts';
import { isOutbound, type MappingManifest, sourceFields } from '../canvas/manifest.ts';
import { MANIFEST, type MappingState, type MappingStore, PROGRAM } from '../canvas/mapping-store.ts';
import { applyRenames, type BrokenField, type SchemaImpact, schemaImpact } from '../model/schema-change/impact.ts';
import { announce } from '../parts/toast.tsx';
import { type Field, mergeFields } from '../schema/field.ts';
import { fieldsOfSchema } from '../schema/from-schema.ts';

const SCHEMA_FILE = 'source.schema.json';

/** The manifest with its schema named, by a splice; one that cannot be read is left alone. */
function withSchema(manifest: string, file: string): string {
  if (!('root' in readJson(manifest))) return manifest;
  return applySplices(manifest, setValue(manifest, ['from', 'schema'], file));
}

/** The files that replacing the schema of the source changes; one act, and nothing in the mapping is deleted. */
export function filesOfReplacement(
  state: Pick<MappingState, 'history' | 'program'>,
  replacement: {
    readonly manifest: MappingManifest;
    readonly schema: unknown;
    readonly before: readonly Field[];
    /** Fields, as they were, whose proposed new name is read from now on. */
    readonly renames: ReadonlySet<string>;
  },
): Readonly<Record<string, string>> {
  const { manifest, schema, before, renames } = replacement;
  const file = manifest.from?.schema ?? SCHEMA_FILE;
  const after = fieldsOfSchema(schema);
  const text = state.history.now[MANIFEST];
  const isNamed = manifest.from?.schema !== undefined || isOutbound(manifest) || text === undefined;
  return {
    [file]: `${JSON.stringify(schema, null, 2)}\n`,
    [PROGRAM]: applyRenames(state.program, { before, after }, renames),
    ...(isNamed ? {} : { [MANIFEST]: withSchema(text, file) }),
  };
}

export function useSchemaChange(
  store: MappingStore,
  view: {
    readonly program: Program;
    readonly manifest: MappingManifest;
    readonly sampleFields: readonly Field[] | undefined;
  },
) {
  const { program, manifest, sampleFields } = view;
  const { history, saved } = store.getState();
  const file = manifest.from?.schema ?? '';
  const [was, is] = [saved[file]?.text, history.now[file]];
  const schemas = useMemo(() => {
    if (isOutbound(manifest) || is === undefined || was === is) return undefined;
    return {
      before: mergeFields(sourceFields(manifest, was), sampleFields ?? []),
      after: sourceFields(manifest, is),
    };
  }, [manifest, was, is, sampleFields]);
  const impact = useMemo(
    (): SchemaImpact | undefined =>
      schemas === undefined || schemas.before.length === 0 ? undefined : schemaImpact(program, schemas),
    [program, schemas],
  );
  const rename = useCallback(
    (fields: readonly BrokenField[]) => {
      if (schemas === undefined) return;
      const chosen = new Set(fields.map(({ source }) => source));
      const text = applyRenames(store.getState().program, schemas, chosen);
      const one = fields.length === 1 ? fields[0]?.proposals[0]?.name : undefined;
      const name = one ?? `Apply ${fields.length} renames`;
      store.change(name, { [PROGRAM]: text });
      announce(name);
    },
    [schemas, store],
  );
  return useMemo(() => ({ impact, rename }), [impact, rename]);
}
