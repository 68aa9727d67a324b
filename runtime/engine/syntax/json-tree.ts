// JSON text as a tree with spans, so that an edit can replace the touched span alone. May import jsonc-parser.
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

export type JsonPath = readonly (string | number)[];

/** A value, or a `property` with its key and its value as children. `offset` and `length` count UTF-16 units of the text. */
export interface JsonNode {
  readonly type: 'object' | 'array' | 'property' | 'string' | 'number' | 'boolean' | 'null';
  readonly offset: number;
  readonly length: number;
  /** Of plain values and keys. A number is a double: digits beyond it are in the text alone. */
  readonly value?: unknown;
  readonly children?: readonly JsonNode[];
}

/** Why a text is no JSON, and where. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

/** Reads strict JSON: no comments, no trailing commas. */
export function readJson(text: string): { readonly root: JsonNode } | { readonly fault: JsonFault } {
  const errors: ParseError[] = [];
  const body = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const root: Node | undefined = parseTree(body, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (root === undefined || error !== undefined) {
    const found = error === undefined ? 'an empty file' : printParseErrorCode(error.error);
    return { fault: { offset: error?.offset ?? 0, message: `expected valid JSON, found: ${found}` } };
  }
  return { root: root as JsonNode };
}

/** The property of an object by its key; the last, when there are several, as JSON.parse takes it. */
export function propertyOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  if (node?.type !== 'object') return undefined;
  return node.children?.findLast((property) => property.children?.[0]?.value === key);
}

/** The value under a key of an object, or at an index of an array. */
export function childOf(node: JsonNode | undefined, key: string | number): JsonNode | undefined {
  return typeof key === 'number'
    ? node?.type === 'array'
      ? node.children?.[key]
      : undefined
    : propertyOf(node, key)?.children?.[1];
}

/** The value at a path; undefined where the path leads to nothing. */
export function nodeAt(root: JsonNode, path: JsonPath): JsonNode | undefined {
  return path.reduce<JsonNode | undefined>(childOf, root);
}

/** The plain value of a node, as JSON.parse gives it. */
export function plainValue(node: JsonNode): unknown {
  if (node.type === 'array') return (node.children ?? []).map(plainValue);
  if (node.type !== 'object') return node.value;
  const entries = (node.children ?? []).map((property): [string, unknown] => {
    const [key, value] = property.children ?? [];
    return [String(key?.value), value === undefined ? null : plainValue(value)];
  });
  return Object.fromEntries(entries);
}

/** The exact text of a node. */
export const textOf = (text: string, node: Pick<JsonNode, 'offset' | 'length'>): string =>
  text.slice(node.offset, node.offset + node.length);
