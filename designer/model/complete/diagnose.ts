// What is wrong with an expression while it is typed, on exact spans; and what a part of it may give. Pure; may import ../check/ and ../analysis/.

import type { Span } from '../../../runtime/engine/syntax/tree.ts';
import type { Field } from '../../schema/field.ts';
import { analyse } from '../analysis/analyse.ts';
import { type FieldIndex, kindsOfField } from '../analysis/fields.ts';
import type { Value } from '../analysis/value.ts';
import { checkExpression } from '../check/check.ts';
import type { Finding } from '../check/finding.ts';
import type { CheckInput } from '../check/input.ts';
import { ANY, kindsInWords, NULL } from '../language/kinds.ts';

export interface ExpressionPlace {
  readonly sources: FieldIndex;
  readonly tables: CheckInput['tables'];
  /** What the expression looks at; the whole message without it. */
  readonly context?: Value;
  /** The field that gets the value. */
  readonly target?: Field;
  readonly isSourceOpen?: boolean;
  /** Variables of the program around it, which it may use. */
  readonly variables?: readonly string[];
}

/**
 * Findings of one expression: its syntax, names, fields, arguments, lookups, and whether its target takes what it gives.
 * Spans count in the expression.
 */
export function diagnose(text: string, place: ExpressionPlace): readonly Finding[] {
  const analysis = analyse(text, place.sources, contextOf(place));
  const isAround = ({ code, span }: Finding): boolean =>
    code === 'name.unknown' && place.variables?.includes(text.slice(span.start + 1, span.end)) === true;
  const findings = checkExpression(analysis, {
    sources: place.sources,
    tables: place.tables,
    ...(place.isSourceOpen === undefined ? {} : { isSourceOpen: place.isSourceOpen }),
  }).filter((finding) => !isAround(finding));
  if (findings.some(({ code }) => code === 'program.syntax') || place.target === undefined) return findings;
  const root: Span = analysis.program.root;
  const value = analysis.valueAt(root);
  const wanted = kindsOfField(place.target);
  const given = (value?.kinds ?? ANY) & ~NULL;
  if (value === undefined || value.kinds === ANY || wanted === ANY || given === 0 || (given & wanted) !== 0) {
    return findings;
  }
  return [
    ...findings,
    {
      code: 'target.type',
      severity: 'warning',
      message: `${place.target.name} takes ${kindsInWords(wanted)}, found ${kindsInWords(given)}`,
      file: 'mapping.jsonata',
      span: { start: root.start, end: root.end },
      target: place.target.path,
      fixes: [],
    },
  ];
}

/** What an expression may give, in words: `a text, several`; undefined when nobody can say. */
export function typeInWords(text: string, place: Pick<ExpressionPlace, 'sources' | 'context'>): string | undefined {
  const analysis = analyse(text, place.sources, contextOf(place));
  const value = analysis.valueAt(analysis.program.root);
  if (value === undefined || value.kinds === ANY) return undefined;
  return `${kindsInWords(value.kinds)}${value.isMany ? ', several' : ''}`;
}

const contextOf = ({ context }: { readonly context?: Value }): { readonly context?: Value } =>
  context === undefined ? {} : { context };
