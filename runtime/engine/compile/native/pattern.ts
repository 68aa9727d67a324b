// Regular expressions as values, and the functions that match with them. Imports function-values, guard, sequence and values.
import { callArgument, type FunctionValue, Pattern } from './function-values.ts';
import { checkText, LeftToReference, tick } from './guard.ts';
import { emptySequence, type Marked } from './sequence.ts';
import { refuse } from './values.ts';

/** One match as jsonata shows it. */
interface Match {
  readonly match: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly unknown[];
  next?: unknown;
}

function matchOf(found: RegExpExecArray): Match {
  return { match: found[0], start: found.index, end: found.index + found[0].length, groups: found.slice(1) };
}

/** The function that a regular expression is: called with a text it gives the first match, whose `next` gives the next. */
export function patternValue(source: RegExp): FunctionValue {
  const expression = new RegExp(source);
  const first = (subject: unknown, from?: unknown): Match | undefined => {
    expression.lastIndex = (from as number) || 0;
    const found = expression.exec(subject as string);
    if (found === null) return undefined;
    const match = matchOf(found);
    match.next = () => {
      if (expression.lastIndex >= (subject as string).length) return undefined;
      const next = first(subject, expression.lastIndex);
      return next?.match === '' ? refuse('D1004') : next;
    };
    return match;
  };
  const value: FunctionValue = first;
  value.meaning = new Pattern(expression);
  return value;
}

/** The regular expression behind a function argument; undefined for a matcher of the program's own. */
function expressionOf(matcher: unknown): RegExp | undefined {
  const { meaning } = matcher as FunctionValue;
  const target = meaning?.kind === 'wrapped' ? meaning.target.meaning : meaning;
  return target?.kind === 'pattern' ? target.expression : undefined;
}

function ownMatch(result: unknown): Match | undefined {
  if (result === undefined) return undefined;
  const match = result as Partial<Match> | null;
  const { start, groups, next, end } = (match ?? {}) as {
    start?: unknown;
    groups?: unknown;
    next?: unknown;
    end?: unknown;
  };
  // The reference compares `end` itself with a word; kept, since it decides which results are refused.
  const shaped = typeof start === 'number' || end === 'number' || Array.isArray(groups) || typeof next === 'function';
  return match && !shaped ? refuse('T1010') : (match as Match);
}

/**
 * Goes through the matches of a text, at most `limit` of them.
 *
 * @param whole  whether `use` hands the match on, so that it needs its `next`
 * @returns whether there was a match at all
 */
function eachMatch(
  matcher: unknown,
  subject: string,
  { limit, whole = false }: { limit: number; whole?: boolean },
  use: (match: Match) => void,
): boolean {
  const expression = expressionOf(matcher);
  if (expression === undefined || whole) return eachOwnMatch(matcher, subject, limit, use);
  expression.lastIndex = 0;
  let found = expression.exec(subject);
  if (found === null) return false;
  for (let count = 0; found !== null && count < limit; count += 1) {
    tick(1);
    use(matchOf(found));
    if (expression.lastIndex >= subject.length) return true;
    found = expression.exec(subject);
    if (found?.[0] === '') refuse('D1004');
  }
  return true;
}

function eachOwnMatch(matcher: unknown, subject: string, limit: number, use: (match: Match) => void): boolean {
  let match = ownMatch(callArgument(matcher, [subject]));
  if (match === undefined) return false;
  for (let count = 0; match !== undefined && count < limit; count += 1) {
    tick(1);
    use(match);
    match = ownMatch(callArgument(match.next, [undefined]));
  }
  return true;
}

const limitOf = (limit: unknown): number => (limit === undefined ? Number.POSITIVE_INFINITY : (limit as number));

export function contains([subject, token]: readonly unknown[]): unknown {
  if (subject === undefined || token === undefined) return undefined;
  if (typeof token === 'string') return (subject as string).includes(token);
  const expression = expressionOf(token);
  if (expression === undefined) return ownMatch(callArgument(token, [subject])) !== undefined;
  expression.lastIndex = 0;
  return expression.exec(subject as string) !== null;
}

export function match([subject, matcher, limit]: readonly unknown[]): unknown {
  if (subject === undefined) return undefined;
  if ((limit as number) < 0) refuse('D3040');
  const results: Marked = emptySequence();
  if (limit !== undefined && !((limit as number) > 0)) return results;
  eachMatch(matcher, subject as string, { limit: limitOf(limit) }, (found) => {
    results.push({ match: found.match, index: found.start, groups: found.groups });
  });
  return results;
}

export function split([subject, separator, limit]: readonly unknown[]): unknown {
  if (subject === undefined) return undefined;
  if ((limit as number) < 0) refuse('D3020');
  const whole = subject as string;
  if (limit !== undefined && !((limit as number) > 0)) return [];
  if (typeof separator === 'string') return whole.split(separator, limit as number | undefined);
  const results: string[] = [];
  let start = 0;
  let count = 0;
  const most = limitOf(limit);
  const any = eachMatch(separator, whole, { limit: most }, (found) => {
    results.push(whole.substring(start, found.start));
    start = found.end;
    count += 1;
  });
  if (!any || count < most) results.push(whole.substring(start));
  return results;
}

/** The text that stands for a match: `$0`, `$1` … are what it and its groups matched, `$$` is a dollar. */
function substitute(replacement: string, match: Match): string {
  const { groups } = match;
  let result = '';
  let position = 0;
  let index = replacement.indexOf('$', position);
  while (index !== -1 && position < replacement.length) {
    result += replacement.substring(position, index);
    position = index + 1;
    const next = replacement.charAt(position);
    if (next === '$') {
      result += '$';
      position += 1;
    } else if (next === '0') {
      result += match.match;
      position += 1;
    } else {
      // As many digits as the number of groups has; one fewer when that would name a group that is not there.
      const digits = groups.length === 0 ? 1 : Math.floor(Math.log(groups.length) * Math.LOG10E) + 1;
      let group = Number.parseInt(replacement.substring(position, position + digits), 10);
      if (digits > 1 && group > groups.length) {
        group = Number.parseInt(replacement.substring(position, position + digits - 1), 10);
      }
      if (Number.isNaN(group)) {
        result += '$';
      } else {
        const matched = groups[group - 1];
        if (groups.length > 0 && matched !== undefined) result += matched;
        position += String(group).length;
      }
    }
    index = replacement.indexOf('$', position);
  }
  return result + replacement.substring(position);
}

function replaceText(whole: string, pattern: string, replacement: unknown, most: number): string {
  let result = '';
  let position = 0;
  let count = 0;
  for (let index = whole.indexOf(pattern); index !== -1 && count < most; index = whole.indexOf(pattern, position)) {
    result += whole.substring(position, index) + replacement;
    position = index + pattern.length;
    count += 1;
    tick(1);
    checkText(result.length);
  }
  return result + whole.substring(position);
}

export function replace([subject, pattern, replacement, limit]: readonly unknown[]): unknown {
  if (subject === undefined) return undefined;
  if (pattern === '') refuse('D3010');
  if ((limit as number) < 0) refuse('D3011');
  const whole = subject as string;
  if (limit !== undefined && !((limit as number) > 0)) return whole;
  const most = limitOf(limit);
  if (typeof pattern === 'string') {
    if (typeof replacement === 'function') throw new LeftToReference('$replace of a text by a function');
    return replaceText(whole, pattern, replacement, most);
  }
  const replacer =
    typeof replacement === 'string'
      ? (found: Match) => substitute(replacement, found)
      : (found: Match) => callArgument(replacement, [found]);
  let result = '';
  let position = 0;
  const any = eachMatch(pattern, whole, { limit: most, whole: typeof replacement !== 'string' }, (found) => {
    const text = replacer(found);
    if (typeof text !== 'string') refuse('D3012');
    result += whole.substring(position, found.start) + text;
    position = found.start + found.match.length;
    checkText(result.length);
  });
  return any ? result + whole.substring(position) : whole;
}
