// What the standards say of decoded EDI messages, beside what a sample shows: names of segments and elements, and what is mandatory.
// Pure; may import ./field.ts, ./from-sample.ts and the formats' dictionaries.
import { EDIFACT_NAMES } from '../../runtime/engine/formats/edi/edifact-names.ts';
import type { SegmentNames } from '../../runtime/engine/formats/edi/names.ts';
import { X12_NAMES } from '../../runtime/engine/formats/edi/x12-names.ts';
import type { Field } from './field.ts';
import { schemaOfSamples } from './from-sample.ts';

type Names = ReadonlyMap<string, SegmentNames>;
type Schema = Record<string, unknown>;

/** The dictionary of a format; undefined for formats whose fields have names of their own. */
const namesOf = (format: string | undefined): Names | undefined =>
  format === 'x12' ? X12_NAMES : format === 'edifact' ? EDIFACT_NAMES : undefined;

/** `PO1` of `PO102`, `DTM` of `DTM01_2`. */
const segmentOf = (key: string): string => key.replace(/\d\d(?:_\d+)?$/, '');

const labelOf = (names: Names, key: string): string | undefined =>
  names.get(key)?.name ?? names.get(segmentOf(key))?.elements.get(key);

/** The fields with what their segments and elements are called; those of other formats as they are. */
export function labelled(fields: readonly Field[], format: string | undefined): readonly Field[] {
  const names = namesOf(format);
  if (names === undefined) return fields;
  const visit = (field: Field): Field => {
    const label = field.label ?? labelOf(names, field.name);
    return { ...field, ...(label === undefined ? {} : { label }), children: field.children.map(visit) };
  };
  return fields.map(visit);
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The segment that every message of the kind begins with, right behind its header. */
const BEGINNINGS = /^(?:BGM|BEG|BAK|BCH|BIA|BIG|BSN|B10|W05|W06|W15|W17)$/;
const HEADERS = new Set(['ST', 'UNH']);

/** A schema as samples show it, told by the standard: names as titles, required what is mandatory, and nothing else. */
function told(schema: Schema, names: Names, segment: string | undefined): Schema {
  const { required: seen, ...rest } = schema;
  const always = new Set(Array.isArray(seen) ? seen : []);
  if (isSchema(rest['items'])) return { ...rest, items: told(rest['items'], names, segment) };
  if (Array.isArray(rest['anyOf']))
    return { ...rest, anyOf: rest['anyOf'].map((one) => (isSchema(one) ? told(one, names, segment) : one)) };
  if (!isSchema(rest['properties'])) return rest;
  const properties = Object.entries(rest['properties']).map(([key, value]): [string, unknown] => {
    if (!isSchema(value)) return [key, value];
    const inner = told(value, names, names.has(key) ? key : undefined);
    const title = labelOf(names, key);
    return [key, title === undefined ? inner : { title, ...inner }];
  });
  const mandatory = segment === undefined ? undefined : names.get(segment)?.required;
  const keys = properties.map(([key]) => key);
  // Messages of several kinds begin differently.
  const isMixed = keys.filter((key) => BEGINNINGS.test(key)).length > 1;
  const required =
    segment === undefined && keys.some((key) => HEADERS.has(key))
      ? keys.filter((key) => HEADERS.has(key) || (BEGINNINGS.test(key) && !isMixed))
      : keys.filter((key) => mandatory?.has(key) === true && always.has(key));
  return {
    ...rest,
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(properties),
  };
}

/**
 * A JSON Schema of decoded EDI messages: the segments, loops and elements that the samples show, under the keys that mappings
 * read. Samples do not say what else may come, so only what the standard makes mandatory is required.
 */
export function schemaOfEdi(samples: readonly unknown[], format: 'x12' | 'edifact'): Schema {
  return told(schemaOfSamples(samples, 1), namesOf(format) as Names, undefined);
}
