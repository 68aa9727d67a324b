// The functions that there are, in the words of the palette and of the editor's hints. Pure; may import ../language/.
import { eachField, type Field } from '../../schema/field.ts';
import { KNOWN_FUNCTIONS } from '../language/functions.ts';

export interface FunctionDoc {
  readonly name: string;
  readonly signature: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly description: string; readonly optional?: true }[];
  readonly group: string;
  readonly example?: string;
}

/** Every function there is: ours out of their specifications, then those of JSONata. */
export const FUNCTION_DOCS: readonly FunctionDoc[] = [...KNOWN_FUNCTIONS.values()].map((known) => ({
  name: known.name,
  signature: known.call,
  summary: known.summary,
  parameters: known.parameters.map(({ name, description = '', optional }) => ({
    name,
    description,
    ...(optional ? { optional: true as const } : {}),
  })),
  group: known.isLibrary ? 'Crossdock' : 'JSONata',
  ...(known.example === undefined ? {} : { example: known.example }),
}));

const BY_NAME: ReadonlyMap<string, FunctionDoc> = new Map(FUNCTION_DOCS.map((doc) => [doc.name, doc]));

export const functionDoc = (name: string): FunctionDoc | undefined => BY_NAME.get(name);

export const docWords = (doc: FunctionDoc): string =>
  [
    doc.summary,
    ...doc.parameters.filter((one) => one.description !== '').map((one) => `${one.name}: ${one.description}`),
    ...(doc.example === undefined ? [] : [`Example: ${doc.example}`]),
  ].join('\n');

/** The description of what stands at an offset: a function, or nothing. */
export function explainAt(text: string, offset: number): { from: number; to: number; words: string } | undefined {
  for (const match of text.matchAll(/\$(\w+)/g)) {
    const from = match.index;
    const to = from + match[0].length;
    if (offset < from || offset > to) continue;
    const doc = functionDoc(match[1] as string);
    return doc === undefined ? undefined : { from, to, words: `${doc.signature}\n${docWords(doc)}` };
  }
  return undefined;
}

/** Fields of a tree that have no children, in order. */
export const leavesOf = (fields: readonly Field[]): readonly Field[] =>
  [...eachField(fields)].filter((field) => field.children.length === 0);
