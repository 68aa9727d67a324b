// A ruleset as its page needs it, out of the texts of its folder: the rules, the manifest, and the examples with what they expect.
// May import panels/ and worker/'s messages.
import { useMemo } from 'react';
import { type Texts, useEditedFolder } from '../../panels/use-edited-folder.ts';
import type { ExampleText } from '../../worker/rules-messages.ts';

/** Bytes count in what runs: a byte order mark stays. */
const EXACT = ['rules.json', 'ruleset.json'] as const;

const EXPECTED = '.expected.json';

export const examplePath = (name: string): string => `examples/${name}.json`;
export const expectedPath = (name: string): string => `examples/${name}${EXPECTED}`;

/** Opens the folder of a ruleset for editing. */
export const useRuleset = (name: string) => useEditedFolder(`rulesets/${name}`, EXACT);

/** The examples in the order of their names. */
function examplesOf(texts: Texts): readonly ExampleText[] {
  return Object.keys(texts)
    .filter((path) => path.startsWith('examples/') && path.endsWith('.json') && !path.endsWith(EXPECTED))
    .sort()
    .map((path) => {
      const name = path.slice('examples/'.length, -'.json'.length);
      const expected = texts[expectedPath(name)];
      return { name, text: texts[path] ?? '', ...(expected === undefined ? {} : { expected }) };
    });
}

/** The examples: the same list as long as none of them changes, so that editing a rule does not send them all again. */
export function useExamples(texts: Texts): readonly ExampleText[] {
  const key = JSON.stringify(Object.entries(texts).filter(([path]) => path.startsWith('examples/')));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all that is read of the texts
  return useMemo(() => examplesOf(texts), [key]);
}
