// A new mapping out of a pasted message: its files as they begin. May import schema/, canvas/ and the formats.
import { emptyProgram } from '../model/mapping/edits.ts';
import { schemaOfSamples } from '../schema/from-sample.ts';

export interface NewMapping {
  readonly name: string;
  readonly title: string;
  readonly system: string;
  readonly class: string;
  readonly format: string;
  readonly document: string;
  /** The message, as it comes. */
  readonly sample: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = { x12: 'edi', edifact: 'edi' };

/** The format that a message looks like. */
export function formatOfText(text: string): string {
  const start = text.trimStart();
  if (start.startsWith('ISA')) return 'x12';
  if (/^UN[AB]/.test(start)) return 'edifact';
  if (start.startsWith('<')) return 'xml';
  if (start.startsWith('{') || start.startsWith('[')) {
    try {
      JSON.parse(start);
      return 'json';
    } catch {
      return start.split('\n').filter((line) => line.trim() !== '').length > 1 ? 'ndjson' : 'json';
    }
  }
  return 'csv';
}

/** Messages of a sample, decoded by the engine. */
export async function messagesOf(text: string, format: string): Promise<readonly unknown[]> {
  // The formats are many times the size of this page: they come when there is something to read.
  const { formatOf } = await import('../../runtime/engine/formats/index.ts');
  const { messages } = formatOf(format).decode(new TextEncoder().encode(text));
  const broken = messages.find((message) => message.error !== undefined);
  if (broken?.error !== undefined) throw new Error(broken.error.message);
  return messages.map((message) => message.schemaValue ?? message.value);
}

/** A JSON Schema of decoded messages: as they show it, and of EDI with what the standard says. */
export async function schemaOfMessages(
  messages: readonly unknown[],
  format: string,
): Promise<Readonly<Record<string, unknown>>> {
  if (format !== 'x12' && format !== 'edifact') return schemaOfSamples(messages);
  const { schemaOfEdi } = await import('../schema/from-edi.ts');
  return schemaOfEdi(messages, format);
}

/** The files that the mapping begins with: manifest, program, schema, and the message as its first example. */
export async function filesOfNew(input: NewMapping): Promise<Readonly<Record<string, string>>> {
  const messages = await messagesOf(input.sample, input.format);
  const manifest = {
    title: input.title,
    from: { system: input.system, class: input.class, format: input.format, schema: 'source.schema.json' },
    to: { document: input.document },
  };
  const extension = EXTENSIONS[input.format] ?? input.format;
  return {
    'mapping.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'mapping.jsonata': emptyProgram(input.document),
    'source.schema.json': `${JSON.stringify(await schemaOfMessages(messages, input.format), null, 2)}\n`,
    [`examples/first.${extension}`]: input.sample,
  };
}

let waiting: { readonly name: string; readonly files: Readonly<Record<string, string>> } | undefined;

/** Hands the files of a new mapping to the page that opens it. */
export function offerNewMapping(name: string, files: Readonly<Record<string, string>>): void {
  waiting = { name, files };
}

/** The files that were handed over for this name, for as long as no other new mapping is. */
export const takeNewMapping = (name: string): Readonly<Record<string, string>> | undefined =>
  waiting?.name === name ? waiting.files : undefined;
