// What completion knows of the open mapping: fields, tables, variables of its text, values of the sample.
// May import its neighbours, canvas/ and worker/.
import { useMemo } from 'react';
import type { Program } from '../../runtime/engine/outline/program.ts';
import { useSameList } from '../canvas/use-same-list.ts';
import type { Evaluation } from '../worker/protocol.ts';
import type { ExpressionHelp } from './ExpressionField.tsx';

export interface HelpInput extends Pick<ExpressionHelp, 'source' | 'tables'> {
  readonly evaluation: Evaluation | undefined;
}

const variablesOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\$(\w+)\s*:=/g)].map((match) => match[1] as string)),
];

/** The same object for as long as it knows the same. */
export function useExpressionHelp(program: Program, { source, tables, evaluation }: HelpInput): ExpressionHelp {
  const variables = useSameList(useMemo(() => variablesOf(program.text), [program]));
  const values = evaluation?.source;
  return useMemo(
    () => ({ source, tables, variables, sampleValue: (path: string) => values?.get(path)?.text }),
    [source, tables, variables, values],
  );
}
