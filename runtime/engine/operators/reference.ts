// The reference page of the rule operators, written from their specs. Pure: the same specs give the same page.
import { OPERATORS } from './index.ts';
import type { OperatorSpec } from './spec.ts';

/** A value as code in one cell of a Markdown table. */
function cell(value: unknown): string {
  return value === undefined ? 'absent' : `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``;
}

function section(spec: OperatorSpec): string {
  return [
    `## \`${spec.name}\``,
    spec.summary,
    `- fact: ${spec.fact}\n- value: ${spec.value}`,
    ...(spec.source === undefined ? [] : [`Source: ${spec.source}.`]),
    [
      '| fact | value | holds |',
      '| --- | --- | --- |',
      ...spec.examples.map(
        ({ fact, value, result }) => `| ${cell(fact)} | ${cell(value)} | ${result ? 'yes' : 'no'} |`,
      ),
    ].join('\n'),
  ].join('\n\n');
}

/** The page as Markdown: an index, then one section per operator with its examples. */
export function operatorReference(operators: readonly OperatorSpec[] = OPERATORS): string {
  const index = operators.map(({ name, summary }) => `- \`${name}\`: ${summary}`).join('\n');
  const intro =
    'These operators are registered beside those of json-rules-engine. They never end a rule with an error: on a fact or value ' +
    'of the wrong kind they do not hold. Every example on this page is run as a test.';
  return `${['# Rule operators', intro, index, ...operators.map(section)].join('\n\n')}\n`;
}
