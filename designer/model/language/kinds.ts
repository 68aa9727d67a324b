// Kinds of values as a set of bits: what an expression may give, and what a function or a target takes. Imports nothing.

/** A set of kinds. */
export type Kinds = number;

export const TEXT: Kinds = 1;
export const NUMBER: Kinds = 2;
export const BOOLEAN: Kinds = 4;
export const NULL: Kinds = 8;
export const OBJECT: Kinds = 16;
export const FUNCTION: Kinds = 32;
/** Nobody can say. */
export const ANY: Kinds = TEXT | NUMBER | BOOLEAN | NULL | OBJECT | FUNCTION;

const NAMES: readonly (readonly [Kinds, string])[] = [
  [TEXT, 'a text'],
  [NUMBER, 'a number'],
  [BOOLEAN, 'true or false'],
  [NULL, 'null'],
  [OBJECT, 'an object'],
  [FUNCTION, 'a function'],
];

/** In words: `a text or a number`. */
export function kindsInWords(kinds: Kinds): string {
  if ((kinds & ANY) === ANY) return 'any value';
  const words = NAMES.filter(([kind]) => (kinds & kind) !== 0).map(([, word]) => word);
  if (words.length === 0) return 'nothing';
  return words.length === 1 ? (words[0] as string) : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

const LETTERS: Readonly<Record<string, Kinds>> = {
  s: TEXT,
  n: NUMBER,
  b: BOOLEAN,
  l: NULL,
  o: OBJECT,
  f: FUNCTION,
  j: ANY & ~FUNCTION,
  a: ANY,
  x: ANY,
};

/** Kinds by the letters of a signature; a list is told apart by the reader of the signature. */
export const kindsOfLetters = (letters: string): Kinds =>
  [...letters].reduce((kinds, letter) => kinds | (LETTERS[letter] ?? 0), 0) || ANY;

/** Kinds by the type of a field of a schema. */
export function kindsOfType(type: string): Kinds {
  switch (type) {
    case 'string':
      return TEXT;
    case 'number':
    case 'integer':
      return NUMBER;
    case 'boolean':
      return BOOLEAN;
    case 'null':
      return NULL;
    case 'object':
    case 'array':
      return OBJECT;
    default:
      return ANY;
  }
}
