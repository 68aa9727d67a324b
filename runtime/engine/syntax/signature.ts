// Checks the signature of a lambda, `<n-n:n>`, as jsonata 2.2.2 does (signature.js): it makes a regular expression of it, with
// which it looks at arguments. Imports nothing.

export interface SignatureFault {
  /** `S0302` for one of which no regular expression can be made, such as `<n-+:n>`: jsonata has no code for that. */
  readonly code: 'S0302' | 'S0401' | 'S0402';
  readonly offset: number;
}

/** Letters that a type takes in jsonata's regular expression of a signature. */
const LETTERS: Readonly<Record<string, string>> = {
  s: '[sm]',
  n: '[nm]',
  b: '[bm]',
  l: '[lm]',
  o: '[om]',
  a: '[asnblfom]',
  f: 'f',
  j: '[asnblom]',
  x: '[asnblfom]',
};

/** What is wrong with a signature: the code and the offset in it, or undefined when nothing is. */
export function signatureFault(signature: string): SignatureFault | undefined {
  const patterns: string[] = [];
  let previous: string | undefined;
  let at = 1;
  for (; at < signature.length && signature[at] !== ':'; at += 1) {
    const symbol = signature[at] as string;
    const letters = LETTERS[symbol];
    if (letters !== undefined) {
      previous = symbol;
      patterns.push(letters);
    } else if (symbol === '(') {
      const close = closingBracket(signature, at, '(', ')');
      const choice = signature.slice(at + 1, close);
      if (choice.includes('<')) return { code: 'S0402', offset: at };
      previous = `(${choice})`;
      patterns.push(`[${choice}m]`);
      at = close;
    } else if (symbol === '<') {
      if (previous !== 'a' && previous !== 'f') return { code: 'S0401', offset: at };
      at = closingBracket(signature, at, '<', '>');
    } else if ('-?+'.includes(symbol) && patterns.length > 0) {
      // What follows no type says nothing.
      const last = patterns.pop() as string;
      if (symbol === '-' && !isPattern(last)) return { code: 'S0302', offset: at };
      patterns.push(`${last}${symbol === '-' ? '?' : symbol}`);
    }
  }
  return isPattern(patterns.map((pattern) => `(${pattern})`).join('')) ? undefined : { code: 'S0302', offset: at };
}

function isPattern(pattern: string): boolean {
  try {
    return RegExp(pattern) !== undefined;
  } catch {
    return false;
  }
}

function closingBracket(text: string, start: number, open: string, close: string): number {
  let depth = 1;
  let at = start;
  while (at < text.length) {
    at += 1;
    if (text[at] === close) {
      depth -= 1;
      if (depth === 0) break;
    } else if (text[at] === open) {
      depth += 1;
    }
  }
  return at;
}
