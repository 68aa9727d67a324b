// A schema of the source out of what somebody has: a JSON Schema, messages as they come, or a document of the common model.
// May import its neighbours, schema/ and the canonical schemas.
import { COMMON_SCHEMA, DOCUMENT_SCHEMAS } from '../../runtime/model/schemas.ts';
import type { DocumentType } from '../../runtime/model/types.ts';
import { formatOfText, messagesOf, schemaOfMessages } from './new-mapping.ts';

export interface ReadSchema {
  readonly schema: Readonly<Record<string, unknown>>;
  /** What it was read from: `a JSON Schema`, `3 messages`. */
  readonly from: string;
}

const counted = (count: number): string => (count === 1 ? 'one message' : `${count} messages`);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isJsonSchema = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) &&
  (typeof value['$schema'] === 'string' || ('type' in value && ('properties' in value || 'items' in value)));

/** Messages of JSON: one, a list of them, or one a line. */
function jsonMessages(text: string): readonly unknown[] | undefined {
  const whole = parsed(text);
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parsed);
  return values.length === 0 || values.includes(undefined) ? undefined : values;
}

/**
 * Reads what was pasted: a JSON Schema, or messages in the format of the mapping.
 *
 * @throws Error saying what was expected and what was found
 */
export async function readSchema(text: string, format: string): Promise<ReadSchema> {
  const whole = parsed(text);
  if (isJsonSchema(whole)) return { schema: whole, from: 'a JSON Schema' };
  const isJson = format === 'json' || format === 'ndjson';
  const found = formatOfText(text);
  if (isJson && found !== 'x12' && found !== 'edifact' && found !== 'xml') {
    const messages = jsonMessages(text);
    if (messages === undefined)
      throw new Error('Expected a JSON Schema or messages as JSON, found a text that is neither');
    return { schema: await schemaOfMessages(messages, 'json'), from: counted(messages.length) };
  }
  const known = ['x12', 'edifact', 'xml', 'json'].includes(found);
  if (known && found !== format && !(isJson && found === 'json'))
    throw new Error(`Expected ${format}, as mapping.json says, found ${found}`);
  const messages = await messagesOf(text, format);
  return { schema: await schemaOfMessages(messages, format), from: counted(messages.length) };
}

/** A schema out of several files of messages; what cannot be read is left out and counted. */
export async function schemaOfFiles(texts: readonly string[], format: string): Promise<ReadSchema> {
  const messages: unknown[] = [];
  let unread = 0;
  for (const text of texts) {
    try {
      messages.push(...(await messagesOf(text, format)));
    } catch {
      // Examples of what must be refused are there on purpose.
      unread += 1;
    }
  }
  if (messages.length === 0) throw new Error('No example can be read');
  const words = unread === 0 ? '' : `; ${unread === 1 ? 'one example' : `${unread} examples`} cannot be read`;
  return { schema: await schemaOfMessages(messages, format), from: `${counted(messages.length)}${words}` };
}

const COMMON = /"common\.json#\/\$defs\/([^"]+)"/g;

/** The schema of a canonical document by itself: what it refers to stands in it. */
export function schemaOfDocument(type: DocumentType): ReadSchema {
  const own = DOCUMENT_SCHEMAS[type] as Readonly<Record<string, unknown>>;
  const shared = (COMMON_SCHEMA as Readonly<Record<string, unknown>>)['$defs'] as Readonly<Record<string, unknown>>;
  const defs: Record<string, unknown> = { ...(own['$defs'] as Readonly<Record<string, unknown>> | undefined) };
  const take = (text: string): void => {
    for (const [, name = ''] of [...text.matchAll(COMMON), ...text.matchAll(/"#\/\$defs\/([^"]+)"/g)]) {
      if (name in defs || shared[name] === undefined) continue;
      defs[name] = shared[name];
      take(JSON.stringify(shared[name]));
    }
  };
  take(JSON.stringify(own));
  const { $id: _id, ...rest } = own;
  const text = JSON.stringify({ ...rest, $defs: defs }).replaceAll(COMMON, '"#/$defs/$1"');
  return { schema: JSON.parse(text) as Readonly<Record<string, unknown>>, from: `the common model, ${type}` };
}
