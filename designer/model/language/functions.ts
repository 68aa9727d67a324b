// Every function that a mapping may call, in one form: JSONata's own and the library's. Pure; may import the engine's specs.
import { FUNCTIONS } from '../../../runtime/engine/functions/index.ts';
import { BUILTINS } from './builtins.ts';
import { readSignature, type Signature } from './signature.ts';

export interface KnownFunction {
  /** Without the dollar sign. */
  readonly name: string;
  readonly isLibrary: boolean;
  /** `$substring(text, start, length?)` */
  readonly call: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly optional: boolean; readonly description?: string }[];
  readonly returns?: string;
  /** A whole expression that shows its use. */
  readonly example?: string;
  readonly signature: Signature;
}

const callOf = (name: string, parameters: KnownFunction['parameters']): string =>
  `$${name}(${parameters.map((one) => (one.optional ? `${one.name}?` : one.name)).join(', ')})`;

const own: readonly KnownFunction[] = BUILTINS.map(({ name, signature, parameters: names, summary }) => {
  const read = readSignature(signature);
  const parameters = names.map((parameter, index) => {
    const says = read.parameters[index];
    return { name: parameter, optional: says?.optional === true || says?.fromContext === true };
  });
  return { name, isLibrary: false, call: callOf(name, parameters), summary, parameters, signature: read };
});

const library: readonly KnownFunction[] = FUNCTIONS.map((spec) => {
  const parameters = spec.parameters.map(({ name, description, optional }) => ({
    name,
    description,
    optional: optional === true,
  }));
  const example = spec.examples.find(({ error }) => error === undefined)?.expression;
  return {
    name: spec.name,
    isLibrary: true,
    call: callOf(spec.name, parameters),
    summary: spec.summary,
    parameters,
    returns: spec.returns,
    ...(example === undefined ? {} : { example }),
    signature: readSignature(spec.signature),
  };
});

/** By name; the library's own come first. */
export const KNOWN_FUNCTIONS: ReadonlyMap<string, KnownFunction> = new Map(
  [...library, ...own].map((one) => [one.name, one]),
);
