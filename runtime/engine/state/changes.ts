// What changed between two versions of a document, as JSON Pointers. Imports nothing of ours but content.ts and result types.
import { sameContent } from './content.ts';
import type { Change } from './result.ts';

type Plain = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const step = (key: string | number): string => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/**
 * Every value that differs, at the deepest place where it does. Lists of objects are compared place by place, lists of plain
 * values as a whole.
 */
export function changesBetween(from: unknown, to: unknown, path = ''): Change[] {
  if (from === to) return [];
  if (isObject(from) && isObject(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].flatMap((key) => changesBetween(from[key], to[key], path + step(key)));
  }
  if (Array.isArray(from) && Array.isArray(to) && [...from, ...to].every(isObject)) {
    const length = Math.max(from.length, to.length);
    return Array.from({ length }, (_none, index) => changesBetween(from[index], to[index], path + step(index))).flat();
  }
  if (sameContent(from, to)) return [];
  return [{ path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}
