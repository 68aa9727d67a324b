// Leads from a JSON Pointer into a decoded message back to the bytes it came from. May import ../../errors.ts and the files of this folder.
import type { Place } from '../../errors.ts';
import { type Delimiters, elementOffset, NONE, type Segment } from './segment.ts';
import type { EdiText } from './text.ts';
import { elementName, type Origin, type TreeNode } from './tree.ts';

/** A tree that knows where its objects came from. */
export interface LocatedTree {
  readonly value: TreeNode;
  readonly origins: ReadonlyMap<object, Origin>;
}

/**
 * The place of the value at a JSON Pointer (RFC 6901): `/PO1/0/PO102` is element PO102 of its segment.
 *
 * An element that is absent is placed where it would stand. A pointer to a whole loop or segment gives the segment,
 * the empty pointer the first one.
 *
 * @returns undefined when the pointer leads to nothing that came from the receipt
 */
export function locateIn(
  tree: LocatedTree,
  pointer: string,
  context: { source: EdiText; delimiters: Delimiters },
): Place | undefined {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value: unknown = tree.value;
  let origin: Origin | undefined;
  let key: string | undefined;
  for (const token of tokens) {
    if (typeof value !== 'object' || value === null) break;
    if (!Array.isArray(value)) key = token;
    value = Object.hasOwn(value, token) ? (value as Record<string, unknown>)[token] : undefined;
    const found = typeof value === 'object' && value !== null ? tree.origins.get(value) : undefined;
    if (found) {
      origin = found;
      key = undefined;
    }
  }
  if (Array.isArray(value)) {
    const first = tree.origins.get(value[0] as object);
    if (first) return segmentPlace(first);
  }
  if (tokens.length === 0) origin = firstOrigin(tree);
  if (!origin) return undefined;
  const place = segmentPlace(origin);
  if (key === undefined) return place;
  const element = elementOf(origin.name, key);
  if (!element) return value === undefined ? undefined : place;
  const offset = componentOffset(origin.segment, element, context);
  return { ...place, element: key, offset };
}

/** Place of a segment as findings and errors name it: positions count from 1 within the message. */
export function segmentPlace({ segment, name, index }: Origin): Place {
  const place = { segment: name, offset: segment.start };
  return index === undefined ? place : { ...place, segmentIndex: index + 1 };
}

/** Place of element k of a segment. */
export function elementPlace(origin: Origin, k: number): Place {
  return { ...segmentPlace(origin), element: elementName(origin.name, k), offset: elementOffset(origin.segment, k) };
}

function firstOrigin(tree: LocatedTree): Origin | undefined {
  for (const origin of tree.origins.values()) if (origin.index === 0) return origin;
  return undefined;
}

interface ElementPosition {
  readonly k: number;
  readonly c: number;
}

/** Reads the position out of `PO102` or `NAD02_3`; undefined for a key that is no element of the segment. */
function elementOf(name: string, key: string): ElementPosition | undefined {
  const digits = key.startsWith(name) ? /^(\d{2,3})(?:_(\d{1,3}))?$/.exec(key.slice(name.length)) : null;
  return digits ? { k: Number(digits[1]), c: Number(digits[2] ?? 1) } : undefined;
}

function componentOffset(
  segment: Segment,
  { k, c }: ElementPosition,
  context: { source: EdiText; delimiters: Delimiters },
): number {
  const { bytes } = context.source;
  const { component, release } = context.delimiters;
  const end = segment.cuts[k] ?? segment.end;
  let at = elementOffset(segment, k);
  if (component === NONE) return at;
  for (let left = c - 1; left > 0 && at < end; at++) {
    if (bytes[at] === release) at++;
    else if (bytes[at] === component) left--;
  }
  return at;
}
