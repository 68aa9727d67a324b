// The reference page of the facts, generated from their specs.
import { FACTS, REFERENCE_FACTS } from './index.ts';

const example = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

/** Markdown: reference facts, then every derived fact with its members and an example. */
export function factReference(): string {
  const derived = FACTS.flatMap((fact) => [
    `## ${fact.name}`,
    '',
    `${fact.summary} For: ${fact.documents.join(', ')}.`,
    '',
    '| member | meaning |',
    '| --- | --- |',
    ...Object.entries(fact.shape).map(([name, meaning]) => `| \`${name}\` | ${meaning.replaceAll('|', '\\|')} |`),
    '',
    ...(fact.examples[0] === undefined ? [] : ['For example', '', example(fact.examples[0].result), '']),
  ]);
  return [
    '# Facts',
    '',
    'Generated from the specs in this folder by `npm run reference`.',
    '',
    `Every ruleset sees its document under its type name, \`line\` when its scope is \`/lines\`, and the reference facts ${REFERENCE_FACTS.map((name) => `\`${name}\``).join(', ')}. A reference fact that is not known is undefined; one that was looked up and is not there is null.`,
    '',
    ...derived,
  ].join('\n');
}
