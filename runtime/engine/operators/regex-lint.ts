// Refuses regular expressions that can run for ever, before a rule with one is loaded.
import { ANY_CHAR, type CharSet, canBeEmpty, RefusedSyntax, type RegexNode, readRegex } from './regex-syntax.ts';

const LONGEST_PATTERN = 500;
const MOST_POSITIONS = 2000;

/** A part of the pattern as the automaton of Glushkov sees it: positions are the characters written in the pattern. */
interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly positions: readonly number[];
  readonly empty: boolean;
}

const NOTHING: Part = { first: [], last: [], positions: [], empty: true };

/**
 * Whether one repetition of a loop can be read in two ways: after some character of it, two next characters overlap.
 * A backtracking engine then tries every way of every repetition, which is exponential. The test is that of a deterministic
 * regular expression (Brüggemann-Klein and Wood, One-Unambiguous Regular Languages, 1998), asked of loops only.
 */
function findLoops(root: RegexNode): void {
  const chars: CharSet[] = [];
  const next: number[][] = [];

  const link = (from: readonly number[], to: readonly number[]): void => {
    for (const position of from) next[position]?.push(...to);
  };

  const join = (a: Part, b: Part): Part => {
    link(a.last, b.first);
    return {
      first: a.empty ? [...a.first, ...b.first] : a.first,
      last: b.empty ? [...a.last, ...b.last] : b.last,
      positions: [...a.positions, ...b.positions],
      empty: a.empty && b.empty,
    };
  };

  const loop = (body: Part): Part => {
    if (body.empty && body.positions.length > 0) {
      throw new RefusedSyntax('it repeats a group that can match nothing, which can take exponential time');
    }
    link(body.last, body.first);
    for (const position of body.positions) {
      let seen = 0n;
      for (const follower of next[position] ?? []) {
        const taken = chars[follower] ?? 0n;
        if ((seen & taken) !== 0n) {
          throw new RefusedSyntax(
            'it repeats a group that can be read in more than one way (nested quantifiers, or alternatives that begin alike), which can take exponential time',
          );
        }
        seen |= taken;
      }
    }
    return body;
  };

  const build = (node: RegexNode): Part => {
    switch (node.kind) {
      case 'set': {
        if (chars.length >= MOST_POSITIONS) throw new RefusedSyntax('its counted repetitions make it too large');
        const position = chars.push(node.chars) - 1;
        next.push([]);
        return { first: [position], last: [position], positions: [position], empty: false };
      }
      case 'nothing':
        if (node.body !== undefined) build(node.body);
        return NOTHING;
      case 'sequence':
        return node.items.map(build).reduce(join, NOTHING);
      case 'choice': {
        const parts = node.options.map(build);
        return {
          first: parts.flatMap(({ first }) => first),
          last: parts.flatMap(({ last }) => last),
          positions: parts.flatMap(({ positions }) => positions),
          empty: parts.some(({ empty }) => empty),
        };
      }
      case 'repeat':
        return buildRepeat(node);
    }
  };

  const buildRepeat = ({ body, min, max }: RegexNode & { kind: 'repeat' }): Part => {
    if (max === 0) return NOTHING;
    if (max === 1) return { ...build(body), empty: min === 0 || canBeEmpty(body) };
    if (min === max && isFixed(body)) {
      let part = NOTHING;
      for (let copy = 0; copy < min; copy += 1) part = join(part, build(body));
      return part;
    }
    const part = loop(build(body));
    return { ...part, empty: part.empty || min === 0 };
  };

  build(root);
}

/** Whether there is one way only to read the node: characters in a row, without choice or count. */
function isFixed(node: RegexNode): boolean {
  if (node.kind === 'sequence') return node.items.every(isFixed);
  return node.kind === 'set' || (node.kind === 'repeat' && node.min === node.max && isFixed(node.body));
}

/** Repetitions with this much play count as endless. */
const WIDE = 10;

/** How many wide repetitions in a row can take parts of one run of one character. */
interface Chain {
  /** Anywhere inside, from the beginning on, and up to the end. */
  readonly most: number;
  readonly head: number;
  readonly tail: number;
  /** From end to end; undefined when something between takes other characters only. */
  readonly through: number | undefined;
}

function follow(a: Chain, b: Chain): Chain {
  const head = a.through === undefined ? a.head : Math.max(a.head, a.through + b.head);
  const tail = b.through === undefined ? b.tail : Math.max(b.tail, b.through + a.tail);
  return {
    most: Math.max(a.most, b.most, a.tail + b.head),
    head,
    tail,
    through: a.through === undefined || b.through === undefined ? undefined : a.through + b.through,
  };
}

const OPEN: Chain = { most: 0, head: 0, tail: 0, through: 0 };
const CLOSED: Chain = { ...OPEN, through: undefined };

/** @param bit  the character that the run is made of */
function chainOf(node: RegexNode, bit: bigint): Chain {
  switch (node.kind) {
    case 'set':
      return ((node.chars >> bit) & 1n) === 1n ? OPEN : CLOSED;
    case 'nothing':
      return { ...OPEN, most: node.body === undefined ? 0 : chainOf(node.body, bit).most };
    case 'sequence':
      return node.items.map((item) => chainOf(item, bit)).reduce(follow, OPEN);
    case 'choice':
      return node.options
        .map((option) => chainOf(option, bit))
        .reduce((a, b) => ({
          most: Math.max(a.most, b.most),
          head: Math.max(a.head, b.head),
          tail: Math.max(a.tail, b.tail),
          through: a.through === undefined ? b.through : Math.max(a.through, b.through ?? 0),
        }));
    case 'repeat': {
      if (node.max === 0) return OPEN;
      const body = chainOf(node.body, bit);
      const repeated = node.max === 1 ? body : follow(body, body);
      if (repeated.through === undefined) return node.min === 0 ? { ...repeated, through: 0 } : repeated;
      const through = node.max - node.min >= WIDE ? Math.max(1, body.through ?? 0) : repeated.through;
      const most = Math.max(repeated.most, through);
      return { most, head: Math.max(repeated.head, through), tail: Math.max(repeated.tail, through), through };
    }
  }
}

/** The power of the text's length that matching may take. */
function longestChain(root: RegexNode): number {
  let longest = 0;
  for (let bit = 0n; bit < 129n; bit += 1n) longest = Math.max(longest, chainOf(root, bit).most);
  return longest;
}

/** The first step of a sequence, nested sequences laid out flat. */
function beginning(node: RegexNode): RegexNode | undefined {
  return node.kind === 'sequence' ? node.items.map(beginning).find((item) => item !== undefined) : node;
}

/** Whether the pattern can match at the start of the text only. */
function isAnchored(node: RegexNode): boolean {
  const begin = beginning(node);
  if (begin?.kind === 'choice') return begin.options.every(isAnchored);
  return begin?.kind === 'nothing' && begin.start === true;
}

/**
 * Why a regular expression must not be used on data from outside, or undefined when nothing speaks against it.
 *
 * Refused are: what JavaScript cannot read, more than 500 characters, back-references, flags inside groups; a repeated group
 * that can be read in more than one way (`(a+)+`, `(\w|\d)*`, `(a|ab)*`) or can match nothing; and more than two
 * repetitions in a row that share a character (`\d+\d+\d+`, and `\s+\s+` unless it is anchored with `^`), since their time
 * grows with the cube of the text.
 *
 * It errs on the side of refusing: `(cat|car)+` is harmless and refused; write `(ca[tr])+`.
 *
 * What it cannot see: how long the text is (square time remains; `matches` therefore reads at most 10,000 characters); repetitions
 * in a row that share words rather than characters (`(ab)*(ab)*(ab)*`), or of which one stands in a look-around; and which
 * characters beyond ASCII differ: it takes all of them to be one.
 */
export function unsafePattern(pattern: string): string | undefined {
  if (pattern.length > LONGEST_PATTERN) return `the pattern is longer than ${LONGEST_PATTERN} characters`;
  const compiled = compilePattern(pattern);
  if (typeof compiled === 'string') return compiled;
  try {
    const root = readRegex(pattern, compiled.flags);
    findLoops(root);
    if (longestChain({ kind: 'sequence', items: isAnchored(root) ? [root] : [SEARCH, root] }) > 2) {
      return 'the pattern has repetitions in a row that can take the same characters, which takes time that grows with the cube of the text; anchor it with ^ or put something between them that they cannot match';
    }
  } catch (thrown) {
    if (thrown instanceof RefusedSyntax) return `the pattern is refused: ${thrown.message}`;
    throw thrown;
  }
  return undefined;
}

/** Trying the pattern at each place of the text in turn. */
const SEARCH: RegexNode = { kind: 'repeat', body: { kind: 'set', chars: ANY_CHAR }, min: 0, max: Infinity };

/** With the `u` flag where the pattern allows it; otherwise as older patterns are read (`\-` outside a class). The text says what is wrong. */
export function compilePattern(pattern: string): RegExp | string {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags);
    } catch (thrown) {
      if (flags === '') return `the pattern is no regular expression: ${(thrown as Error).message}`;
    }
  }
  return 'the pattern is no regular expression';
}
