// The reference page of the mapping functions, written from their specs. Pure: the same specs give the same page.
import { FUNCTIONS } from './index.ts';
import type { FunctionExample, FunctionSpec } from './spec.ts';

/** Text for one cell of a Markdown table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function code(text: string): string {
  return `\`${text}\``;
}

function outcome(example: FunctionExample): string {
  if (example.error !== undefined) return `error ${code(example.error)}`;
  return example.result === undefined ? 'nothing' : code(cell(JSON.stringify(example.result)));
}

function given({ input, bindings }: FunctionExample): string {
  const parts = [
    ...(input === undefined ? [] : [code(cell(JSON.stringify(input)))]),
    ...Object.entries(bindings ?? {}).map(
      ([name, value]) => `${code(`$${name}`)} = ${code(cell(JSON.stringify(value)))}`,
    ),
  ];
  return parts.join(', ');
}

function call(spec: FunctionSpec): string {
  const names = spec.parameters.map(({ name, optional }) => (optional === true ? `${name}?` : name));
  return `$${spec.name}(${names.join(', ')})`;
}

function section(spec: FunctionSpec): string {
  return [
    `## ${code(call(spec))}`,
    spec.summary,
    spec.parameters
      .map(
        ({ name, description, optional }) => `- ${code(name)}${optional === true ? ' (optional)' : ''}: ${description}`,
      )
      .join('\n'),
    `Returns: ${spec.returns}`,
    ...(spec.source === undefined ? [] : [`Source: ${spec.source}.`]),
    [
      '| expression | input | result |',
      '| --- | --- | --- |',
      ...spec.examples.map(
        (example) => `| ${code(cell(example.expression))} | ${given(example)} | ${outcome(example)} |`,
      ),
    ].join('\n'),
  ].join('\n\n');
}

/** The page as Markdown: an index, then one section per function with its parameters and examples. */
export function functionReference(functions: readonly FunctionSpec[] = FUNCTIONS): string {
  const index = functions.map((spec) => `- ${code(`$${spec.name}`)}: ${spec.summary}`).join('\n');
  const intro =
    'These functions are registered beside jsonata’s own. Where the value asked about is absent or null they give nothing; ' +
    'a value they cannot use ends the mapping with the code shown. Where a list is taken, one value alone is a list of one. ' +
    'Every example on this page is run as a test.';
  return `${['# Mapping functions', intro, index, ...functions.map(section)].join('\n\n')}\n`;
}
