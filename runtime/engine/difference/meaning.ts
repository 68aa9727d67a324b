// What a part of a program means, whatever its layout: its tokens without blanks and comments, with what its variables hold.
// Pure; may import the engine's syntax.
import { parse } from '../syntax/parse.ts';
import { childrenOf, type Node, type Span, type Token } from '../syntax/tree.ts';

/** A program with its tokens and bindings at hand. */
export interface Meanings {
  /** The tokens of a part, with single blanks between them. */
  of(span: Span): string;
  /** Names of variables that are used in a part, and in what those hold, and so on; and what they hold. */
  variablesOf(span: Span): ReadonlyMap<string, string>;
  readonly faults: number;
}

const isSilent = ({ kind }: Token): boolean => kind === 'blank' || kind === 'comment';

/** A text in one spelling, whichever quotes it was written in. */
const spelled = ({ kind, text }: Token): string =>
  kind === 'string' && text.startsWith("'") && !/["\\]/.test(text) ? `"${text.slice(1, -1)}"` : text;

export function meaningsOf(text: string): Meanings {
  const { tokens, root, faults } = parse(text);
  const said = tokens.filter((token) => !isSilent(token));
  const bindings = bindingsOf(root);
  const tokensIn = (span: Span): readonly Token[] => {
    const from = firstFrom(said, span.start);
    const to = firstFrom(said, span.end);
    return said.slice(from, to);
  };
  const of = (span: Span): string => tokensIn(span).map(spelled).join(' ');
  return {
    of,
    faults: faults.length,
    variablesOf(span) {
      const found = new Map<string, string>();
      const visit = (part: Span): void => {
        for (const { kind, text: name } of tokensIn(part)) {
          const bound = kind === 'name' && name.startsWith('$') ? bindings.get(name.slice(1)) : undefined;
          // A name that is bound in several places stands for all of them: the difference is told once too often rather than not.
          if (bound === undefined || found.has(name)) continue;
          found.set(name, bound.map(of).join(' ; '));
          bound.forEach(visit);
        }
      };
      visit(span);
      return found;
    },
  };
}

/** Index of the first token that begins at an offset or behind it. */
function firstFrom(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle] as Token).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function bindingsOf(root: Node): ReadonlyMap<string, Span[]> {
  const found = new Map<string, Span[]>();
  const visit = (node: Node): void => {
    if (node.kind === 'bind' && node.variable.kind === 'variable') {
      const { name } = node.variable;
      found.set(name, [...(found.get(name) ?? []), node.value]);
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return found;
}
