// JSON files of a workspace: strict parsing that can tell line and column of any value, for findings that lead to their place.
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Finding, Place } from '../errors.ts';

export interface JsonFile {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  /** Line and column of the value at a JSON Pointer, or of its nearest ancestor. */
  readonly place: (pointer: string) => Place;
}

/** Line and column, from 1, of a character offset in a text. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const end = Math.max(0, Math.min(offset, text.length));
  let line = 1;
  let start = 0;
  for (let newline = text.indexOf('\n'); newline !== -1 && newline < end; newline = text.indexOf('\n', newline + 1)) {
    line += 1;
    start = newline + 1;
  }
  return { line, column: end - start + 1 };
}

/** Splits a JSON Pointer (RFC 6901) into its keys. */
export function pointerKeys(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** One key as a step of a JSON Pointer. */
export function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function duplicateKeys(node: Node, found: Node[]): void {
  const seen = new Set<string>();
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    if (key !== undefined) {
      if (seen.has(key.value as string)) found.push(key);
      seen.add(key.value as string);
    }
    duplicateKeys(child, found);
  }
}

function plainValue(node: Node): unknown {
  switch (node.type) {
    case 'array':
      return (node.children ?? []).map(plainValue);
    case 'object': {
      const entries = (node.children ?? []).map((property) => [
        property.children?.[0]?.value as string,
        property.children?.[1] === undefined ? null : plainValue(property.children[1]),
      ]);
      return Object.fromEntries(entries);
    }
    default:
      return node.value;
  }
}

/** No file of a workspace is nested nearly so deep; what is would end the parser instead of being refused by it. */
const MAX_DEPTH = 200;

/** Where a text opens more brackets within each other than it may, outside of strings; undefined when it does not. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return index;
  }
  return undefined;
}

/**
 * Parses a JSON file of the workspace; comments, trailing commas and duplicate keys are findings.
 *
 * @returns the file, or undefined with findings when it cannot be read
 */
export function parseJsonFile(file: string, text: string): { json?: JsonFile; findings: Finding[] } {
  const tooDeep = tooDeepAt(text);
  if (tooDeep !== undefined) {
    const message = `expected at most ${MAX_DEPTH} levels of nesting, found more`;
    const at = { file, ...lineAndColumn(text, tooDeep) };
    return { findings: [{ code: 'workspace.json', severity: 'error', message, at }] };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const findings: Finding[] = errors.map((error) => ({
    code: 'workspace.json',
    severity: 'error',
    message: `expected valid JSON, found: ${printParseErrorCode(error.error)}`,
    at: { file, ...lineAndColumn(text, error.offset) },
  }));
  if (root === undefined || findings.length > 0) {
    if (findings.length === 0) {
      findings.push({
        code: 'workspace.json',
        severity: 'error',
        message: 'expected valid JSON, found an empty file',
        at: { file, line: 1, column: 1 },
      });
    }
    return { findings };
  }
  const duplicates: Node[] = [];
  duplicateKeys(root, duplicates);
  for (const key of duplicates) {
    findings.push({
      code: 'workspace.duplicate-key',
      severity: 'error',
      message: `the key ${JSON.stringify(key.value)} is there twice`,
      at: { file, ...lineAndColumn(text, key.offset) },
    });
  }
  const place = (pointer: string): Place => {
    const keys = pointerKeys(pointer);
    for (let depth = keys.length; depth >= 0; depth -= 1) {
      const path = keys.slice(0, depth).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      const node = findNodeAtLocation(root, path);
      if (node !== undefined) return { file, ...lineAndColumn(text, node.offset), path: pointer };
    }
    return { file, line: 1, column: 1, path: pointer };
  };
  return { json: { file, text, value: plainValue(root), place }, findings };
}
