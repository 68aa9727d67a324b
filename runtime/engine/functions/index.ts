// The list of mapping functions. A new function is an entry of its family's file; a new family is a file and a line here.
import { addressFunctions } from './address.ts';
import { amountFunctions } from './amounts.ts';
import { dateFunctions } from './date.ts';
import { decimalFunctions } from './decimal.ts';
import { ediDateFunctions } from './edi-dates.ts';
import { gs1Functions } from './gs1.ts';
import { objectFunctions } from './objects.ts';
import type { FunctionSpec } from './spec.ts';
import { tableFunctions } from './tables.ts';
import { unitFunctions } from './units.ts';

/**
 * Sets the arity that jsonata sees to the number of required parameters, so that `$map(prices, $money)` does not pass
 * the index as the currency: jsonata's higher-order functions give as many arguments as the function declares.
 */
function withRequiredArity(spec: FunctionSpec): FunctionSpec {
  const required = spec.parameters.filter((parameter) => parameter.optional !== true).length;
  Object.defineProperty(spec.implementation, 'length', { value: required, configurable: true });
  return spec;
}

/** Every function that a mapping may call beside jsonata's own. */
export const FUNCTIONS: readonly FunctionSpec[] = [
  ...decimalFunctions,
  ...amountFunctions,
  ...dateFunctions,
  ...ediDateFunctions,
  ...gs1Functions,
  ...unitFunctions,
  ...addressFunctions,
  ...tableFunctions,
  ...objectFunctions,
].map(withRequiredArity);

/** The part of a jsonata Expression that takes functions. */
export interface FunctionHost {
  registerFunction(name: string, implementation: (...args: unknown[]) => unknown, signature?: string): void;
}

/** Registers every function with an expression of unmodified jsonata. */
export function registerFunctions(expression: FunctionHost): void {
  for (const { name, implementation, signature } of FUNCTIONS) {
    expression.registerFunction(name, implementation as (...args: unknown[]) => unknown, signature);
  }
}
