// The list of formats. May import format.ts and one file per format; nothing else registers formats.
import { CrossdockError } from '../errors.ts';
import { csv } from './csv.ts';
import { edifact } from './edifact.ts';
import type { Format } from './format.ts';
import { json } from './json.ts';
import { ndjson } from './ndjson.ts';
import { x12 } from './x12.ts';
import { xml } from './xml.ts';

export const FORMATS: readonly Format[] = [json, ndjson, csv, xml, x12, edifact];

const BY_NAME: ReadonlyMap<string, Format> = new Map(FORMATS.map((format) => [format.name, format]));

/**
 * The format of that name, as manifests and destinations write it: `json`, `x12` …
 *
 * @throws CrossdockError `format.unknown` naming the formats there are
 */
export function formatOf(name: string): Format {
  const format = BY_NAME.get(name);
  if (format) return format;
  const expected = `one of ${[...BY_NAME.keys()].join(', ')}`;
  throw new CrossdockError('format.unknown', `There is no format "${name}": expected ${expected}`, {
    expected,
    subject: name,
  });
}
