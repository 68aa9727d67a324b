// What mapping.json says, read leniently: a broken manifest still lets its mapping be opened. May import schema/.
import { DOCUMENT_SCHEMAS } from '../../runtime/model/schemas.ts';
import type { DocumentType } from '../../runtime/model/types.ts';
import type { Field } from '../schema/field.ts';
import { fieldsOfSchema } from '../schema/from-schema.ts';

export interface MappingManifest {
  readonly title?: string;
  readonly description?: string;
  readonly from?: {
    readonly system?: string;
    readonly class?: string;
    readonly format?: string;
    readonly schema?: string;
    readonly document?: string;
  };
  readonly to?: { readonly document?: string | readonly string[]; readonly system?: string; readonly format?: string };
  readonly tables?: readonly string[];
  readonly owner?: string;
}

/** @returns an empty manifest for a text that is none */
export function readManifest(text: string | undefined): MappingManifest {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as MappingManifest) : {};
  } catch {
    return {};
  }
}

export const isOutbound = ({ from }: MappingManifest): boolean => from?.document !== undefined;

const documentFields = (types: string | readonly string[] | undefined): readonly Field[] => {
  const known = [types ?? []].flat().filter((type): type is DocumentType => Object.hasOwn(DOCUMENT_SCHEMAS, type));
  // Of several documents the fields that any of them has.
  const all = new Map<string, Field>();
  for (const field of known.flatMap((type) => fieldsOfSchema(DOCUMENT_SCHEMAS[type])))
    if (!all.has(field.name)) all.set(field.name, field);
  return [...all.values()];
};

/** Fields of the source: of a document when the mapping goes out, else of the schema file. */
export function sourceFields(manifest: MappingManifest, schemaText: string | undefined): readonly Field[] {
  if (isOutbound(manifest)) return documentFields(manifest.from?.document);
  try {
    return fieldsOfSchema(JSON.parse(schemaText ?? 'null'));
  } catch {
    return [];
  }
}

/** Fields of the target: of the document, or nothing where only the destination knows. */
export const targetFields = (manifest: MappingManifest): readonly Field[] => documentFields(manifest.to?.document);

/** Fields that the program makes and no schema knows, so that every target has a row. */
export function fieldsOfTargets(paths: readonly { path: string; kind: string }[]): readonly Field[] {
  interface Node {
    readonly field: { path: string; name: string; type: Field['type']; isList?: boolean };
    readonly children: Map<string, Node>;
  }
  const roots = new Map<string, Node>();
  for (const { path, kind } of paths) {
    let level = roots;
    let at = '';
    for (const step of path.split('/').slice(1)) {
      at = `${at}/${step}`;
      let node = level.get(step);
      if (node === undefined) {
        node = { field: { path: at, name: step.replaceAll('~1', '/'), type: 'any' }, children: new Map() };
        level.set(step, node);
      }
      if (at === path && kind === 'loop') Object.assign(node.field, { type: 'array', isList: true });
      level = node.children;
    }
  }
  const fieldsOf = (nodes: Map<string, Node>): readonly Field[] =>
    [...nodes.values()].map(({ field, children }) => ({
      ...field,
      type: field.type === 'any' && children.size > 0 ? 'object' : field.type,
      children: fieldsOf(children),
    }));
  return fieldsOf(roots);
}
