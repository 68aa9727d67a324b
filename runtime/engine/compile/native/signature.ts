// Signatures of functions, quickly: jsonata's own check is a regular expression over one letter per argument. Imports ast.
import type { Signature } from './ast.ts';

const LETTERS = 'snblofam';
const bit = (letter: string): number => 1 << LETTERS.indexOf(letter);
const ANYTHING = (1 << LETTERS.length) - 1;
const MISSING = bit('m');
const ARRAY = bit('a');

function bitOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return 1;
    case 'number':
      return 2;
    case 'boolean':
      return 4;
    case 'function':
      return 32;
    case 'object':
      return value === null ? 8 : Array.isArray(value) ? 64 : 16;
    default:
      return 128;
  }
}

interface Parameter {
  /** Kinds of argument that it takes. */
  readonly takes: number;
  readonly array: boolean;
  /** Kind of the members of an array; 0 when any. */
  readonly members: number;
  /** May be left out at the end. */
  readonly optional: boolean;
}

/** Reads a signature; undefined when it is of a form that only jsonata's own check is asked about. */
function parametersOf(definition: string): Parameter[] | undefined {
  const pattern = /(?:\(([a-z]+)\)|([snblofajx]))(?:<([^<>]*)>)?([-?+]*)/y;
  const parameters: Parameter[] = [];
  for (pattern.lastIndex = 1; definition[pattern.lastIndex] !== ':' && definition[pattern.lastIndex] !== '>'; ) {
    const match = pattern.exec(definition);
    if (match === null || match[4]?.includes('+')) return undefined;
    const [, choice, letter, members = '', marks = ''] = match;
    if (members.length > 1 && letter === 'a') return undefined;
    parameters.push({
      takes: takenBy(choice, letter as string),
      array: letter === 'a',
      members: letter === 'a' && members !== '' ? bit(members) : 0,
      optional: marks === '?',
    });
  }
  return parameters;
}

function takenBy(choice: string | undefined, letter: string): number {
  if (choice !== undefined) return [...choice].reduce((all, one) => all | bit(one), MISSING);
  if (letter === 'a' || letter === 'x') return ANYTHING;
  if (letter === 'j') return ANYTHING & ~bit('f');
  return letter === 'f' ? bit('f') : bit(letter) | MISSING;
}

function membersAre(values: readonly unknown[], kind: number): boolean {
  for (let index = 0; index < values.length; index += 1) if (bitOf(values[index]) !== kind) return false;
  return true;
}

/** The argument as the function gets it; `REFUSED` when jsonata's own check has to say what is wrong. */
const REFUSED = Symbol('refused');

function accept(parameter: Parameter, value: unknown): unknown {
  const kind = bitOf(value);
  if ((parameter.takes & kind) === 0) return REFUSED;
  if (!parameter.array || kind === MISSING) return value;
  if (kind === ARRAY) {
    return parameter.members === 0 || membersAre(value as unknown[], parameter.members) ? value : REFUSED;
  }
  return parameter.members === 0 || parameter.members === kind ? [value] : REFUSED;
}

/**
 * A check that gives what jsonata's gives: arguments that fit one to one are taken as they are, everything else is left to it
 * (arguments that are missing and taken from the context, too many, of the wrong kind).
 */
export function quickly(signature: Signature): Signature {
  const parameters = parametersOf(signature.definition);
  if (parameters === undefined) return signature;
  return {
    definition: signature.definition,
    validate(args, context) {
      if (args.length > parameters.length) return signature.validate(args, context);
      // The arguments themselves, until one of them has to be put into an array.
      let checked = args as unknown[];
      for (let index = 0; index < parameters.length; index += 1) {
        const parameter = parameters[index] as Parameter;
        if (index >= args.length) {
          if (!parameter.optional) return signature.validate(args, context);
          continue;
        }
        const value = accept(parameter, args[index]);
        if (value === REFUSED) return signature.validate(args, context);
        if (value !== args[index]) {
          if (checked === args) checked = args.slice();
          checked[index] = value;
        }
      }
      return checked;
    },
  };
}
