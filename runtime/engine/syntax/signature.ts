// Checks the signature of a lambda, `<n-n:n>`, as jsonata 2.2.2 does (signature.js). Imports nothing.

/** What is wrong with a signature: jsonata's code and the offset in it, or undefined when nothing is. */
export function signatureFault(signature: string): { code: 'S0401' | 'S0402'; offset: number } | undefined {
  let previous: string | undefined;
  for (let at = 1; at < signature.length; at += 1) {
    const symbol = signature[at] as string;
    if (symbol === ':') return undefined;
    if ('snblojaxf'.includes(symbol)) {
      previous = symbol;
    } else if (symbol === '(') {
      const close = closingBracket(signature, at, '(', ')');
      const choice = signature.slice(at + 1, close);
      if (choice.includes('<')) return { code: 'S0402', offset: at };
      previous = `(${choice})`;
      at = close;
    } else if (symbol === '<') {
      if (previous !== 'a' && previous !== 'f') return { code: 'S0401', offset: at };
      at = closingBracket(signature, at, '<', '>');
    }
  }
  return undefined;
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
