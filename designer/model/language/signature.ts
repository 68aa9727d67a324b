// What a function takes and gives, read from a signature such as `<s-(sf)n?:s>`. Pure; may import ./kinds.ts.
import { ANY, type Kinds, kindsOfLetters } from './kinds.ts';

export interface SignatureParameter {
  readonly kinds: Kinds;
  /** May be left out. */
  readonly optional: boolean;
  /** Taken from the context when it is left out. */
  readonly fromContext: boolean;
  /** May be given any number of times. */
  readonly repeated: boolean;
  /** A single value is taken as a list of one. */
  readonly isList: boolean;
  /** Kinds of the members of a list, where the signature says so. */
  readonly members?: Kinds;
}

export interface Signature {
  readonly parameters: readonly SignatureParameter[];
  readonly returns: Kinds;
  readonly returnsList: boolean;
}

/** Offset of the bracket that closes the one at `open`. */
function closing(text: string, open: number, brackets: string): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === brackets[0]) depth += 1;
    else if (text[at] === brackets[1]) depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

/** Reads a signature that jsonata takes; what it does not say is `ANY`. */
export function readSignature(signature: string): Signature {
  const parameters: SignatureParameter[] = [];
  let returns: Kinds = ANY;
  let returnsList = false;
  for (let at = 1; at < signature.length - 1; at += 1) {
    const letter = signature[at] as string;
    const last = parameters.at(-1);
    if (letter === ':') {
      const rest = signature.slice(at + 1, -1);
      returns = kindsOfLetters(rest[0] === '(' ? rest.slice(1, closing(rest, 0, '()')) : (rest[0] ?? 'x'));
      returnsList = rest[0] === 'a';
      break;
    }
    if (letter === '(') {
      const end = closing(signature, at, '()');
      parameters.push(parameter(signature.slice(at + 1, end)));
      at = end;
    } else if (letter === '<' && last !== undefined) {
      const end = closing(signature, at, '<>');
      if (last.isList) parameters.splice(-1, 1, { ...last, members: kindsOfLetters(signature.slice(at + 1, end)) });
      at = end;
    } else if (letter === '?' && last !== undefined) parameters.splice(-1, 1, { ...last, optional: true });
    else if (letter === '-' && last !== undefined) parameters.splice(-1, 1, { ...last, fromContext: true });
    else if (letter === '+' && last !== undefined) parameters.splice(-1, 1, { ...last, repeated: true });
    else parameters.push(parameter(letter));
  }
  return { parameters, returns, returnsList };
}

const parameter = (letters: string): SignatureParameter => ({
  kinds: kindsOfLetters(letters),
  optional: false,
  fromContext: false,
  repeated: false,
  isList: letters === 'a',
});
