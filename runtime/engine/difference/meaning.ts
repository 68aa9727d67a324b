// What a part of a program means, whatever its layout: its tokens without blanks and comments, with what its variables hold.
// Pure; may import the engine's syntax.
import { parse } from '../syntax/parse.ts';
import { childrenOf, type Node, type Span, type Token } from '../syntax/tree.ts';

/** A program with its tokens and bindings at hand. */
export interface Meanings {
  /** The tokens of a part, with single blanks between them. */
  of(span: Span): string;
  /** The same without what stands in a hole, and without the bindings of variables: those are told by themselves. */
  around(span: Span, hole: Span | undefined): string;
  /** Names of variables that are used in a part, and in what those hold, and so on; and what they hold. */
  variablesOf(span: Span): ReadonlyMap<string, string>;
  /** Variables that are not bound inside another one: where their values stand, one or several. */
  readonly variables: ReadonlyMap<string, readonly Span[]>;
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
    around(span, hole) {
      const words: string[] = [];
      const holes = [...bindings.outermost, ...(hole === undefined ? [] : [hole])];
      let isBehindBinding = false;
      for (const token of tokensIn(span)) {
        const inside = holes.find(({ start, end }) => start <= token.start && token.start < end);
        if (inside === undefined && !(isBehindBinding && token.text === ';')) words.push(spelled(token));
        if (inside !== undefined && inside === hole && words.at(-1) !== '…') words.push('…');
        isBehindBinding = inside !== undefined && inside !== hole;
      }
      return words.join(' ');
    },
    variablesOf(span) {
      const found = new Map<string, string>();
      const visit = (part: Span): void => {
        for (const { kind, text: name } of tokensIn(part)) {
          const bound = kind === 'name' && name.startsWith('$') ? bindings.values.get(name.slice(1)) : undefined;
          // A name that is bound in several places stands for all of them: the difference is told once too often rather than not.
          if (bound === undefined || found.has(name)) continue;
          found.set(name, bound.map(of).join(' ; '));
          bound.forEach(visit);
        }
      };
      visit(span);
      return found;
    },
    variables: bindings.named,
    faults: faults.length,
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

interface Bindings {
  /** By name the values of every binding. */
  readonly values: ReadonlyMap<string, readonly Span[]>;
  /** By name the values of those that stand in no other binding. */
  readonly named: ReadonlyMap<string, readonly Span[]>;
  /** Those bindings as a whole: `$x := 1`. */
  readonly outermost: readonly Span[];
}

function bindingsOf(root: Node): Bindings {
  const values = new Map<string, Span[]>();
  const named = new Map<string, Span[]>();
  const outermost: Span[] = [];
  const add = (map: Map<string, Span[]>, name: string, span: Span): void => {
    map.set(name, [...(map.get(name) ?? []), span]);
  };
  const visit = (node: Node, isInside: boolean): void => {
    const isBinding = node.kind === 'bind' && node.variable.kind === 'variable';
    if (node.kind === 'bind' && node.variable.kind === 'variable') {
      const { name } = node.variable;
      add(values, name, node.value);
      if (!isInside) {
        add(named, name, node.value);
        outermost.push({ start: node.start, end: node.end });
      }
    }
    for (const child of childrenOf(node)) visit(child, isInside || isBinding);
  };
  visit(root, false);
  return { values, named, outermost };
}
