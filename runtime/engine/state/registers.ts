// A document as flat fields ("registers") that are set one by one, and back. Says which parts are merged member by member.
// Imports types only.
import type { CanonicalDocument, DocumentType } from '../../model/types.ts';

export type Plain = Readonly<Record<string, unknown>>;

/** Register path to value. The path is a JSON Pointer in which a line is named by its line key instead of its index. */
export type Registers = Map<string, unknown>;

/** Objects whose members are set apart from each other; every other object or list is set as a whole: an address, the totals. */
const BY_MEMBER: Readonly<Record<DocumentType, readonly string[]>> = {
  order: ['customer', 'commitments'],
  shipment: [],
  inventory: [],
  return: ['refund'],
  invoice: [],
  item: ['shipping'],
  customer: [],
};

/** Documents whose lines are merged one by one. */
const BY_LINE: ReadonlySet<string> = new Set(['order', 'return']);

/** Fields with a way of their own of being merged, or that belong to a message and not to the state. */
const APART = new Set(['type', 'source', 'occurredAt', 'references', 'holds', 'documentPurpose', 'declared', 'events']);

/** Further fields of a type that are not registers: keys, lists that only grow, counters. */
const APART_OF: Readonly<Record<DocumentType, readonly string[]>> = {
  order: ['orderId', 'paymentReferences'],
  shipment: ['shipmentId', 'trackingNumbers', 'orders'],
  inventory: ['sku', 'location', 'lot', 'quantities', 'mode', 'movementId', 'asOf'],
  return: ['returnId', 'trackingNumbers'],
  invoice: ['invoiceId'],
  item: ['sku'],
  customer: ['customerId'],
};

/** Lists of plain values that only grow. */
export const GROWING: Readonly<Record<DocumentType, readonly string[]>> = {
  order: ['paymentReferences'],
  shipment: ['trackingNumbers', 'orders'],
  inventory: [],
  return: ['trackingNumbers'],
  invoice: [],
  item: [],
  customer: [],
};

const UNSAFE = /[~/]/;

/** One step of a path. */
export const step = (key: string): string =>
  UNSAFE.test(key) ? `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` : `/${key}`;

/** The keys of a path. */
export function keysOf(path: string): string[] {
  const keys = path.split('/');
  keys.shift();
  return path.includes('~') ? keys.map(keyOf) : keys;
}

const LINES = '/lines/';

/** The step of a path that names a line, as it stands there; undefined outside the lines. */
export function lineOf(path: string): string | undefined {
  if (!path.startsWith(LINES)) return undefined;
  const end = path.indexOf('/', LINES.length);
  return end === -1 ? path.slice(LINES.length) : path.slice(LINES.length, end);
}

/** The key that a step stands for. */
export const keyOf = (step: string): string =>
  step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step;

const isObject = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The fields of a document. `lineKeys` names each line of `lines`, in order; `axes` are paths of status fields, which are
 * no registers.
 */
export function registersOf(
  document: CanonicalDocument,
  lineKeys: readonly string[],
  axes: ReadonlySet<string>,
): Registers {
  const registers: Registers = new Map();
  for (const [key, value] of Object.entries(document)) {
    const path = step(key);
    if (APART.has(key) || APART_OF[document.type].includes(key) || axes.has(path) || value === undefined) continue;
    if (key === 'extensions') extensionRegisters(registers, value as Plain);
    else if (key === 'sourceStatus') wordRegisters(registers, value as readonly Plain[]);
    else if (key === 'lines' && BY_LINE.has(document.type))
      lineRegisters(registers, value as readonly Plain[], lineKeys);
    else if (BY_MEMBER[document.type].includes(key) && isObject(value)) memberRegisters(registers, path, value);
    else registers.set(path, value);
  }
  return registers;
}

function memberRegisters(registers: Registers, path: string, value: Plain): void {
  for (const [member, content] of Object.entries(value)) registers.set(path + step(member), content);
}

/** `/extensions/<system>/<field>`: what one system says never touches what another said. */
function extensionRegisters(registers: Registers, extensions: Plain): void {
  for (const [system, fields] of Object.entries(extensions)) {
    const path = `/extensions${step(system)}`;
    if (isObject(fields)) memberRegisters(registers, path, fields);
    else registers.set(path, fields);
  }
}

/** `/sourceStatus/<axis>`: the last word for each axis. */
function wordRegisters(registers: Registers, words: readonly Plain[]): void {
  for (const word of words) registers.set(`/sourceStatus${step(String(word['axis']))}`, word);
}

function lineRegisters(registers: Registers, lines: readonly Plain[], lineKeys: readonly string[]): void {
  for (const [index, line] of lines.entries()) {
    const path = `/lines${step(lineKeys[index] ?? String(index))}`;
    for (const [key, value] of Object.entries(line)) {
      if (key === 'quantityChange' || key === 'change' || value === undefined) continue;
      if (key === 'quantities' && isObject(value)) memberRegisters(registers, `${path}/quantities`, value);
      else if (key === 'extensions' && isObject(value)) extensionsOfLine(registers, path, value);
      else registers.set(path + step(key), value);
    }
  }
}

function extensionsOfLine(registers: Registers, path: string, extensions: Plain): void {
  for (const [system, fields] of Object.entries(extensions)) registers.set(`${path}/extensions${step(system)}`, fields);
}

/**
 * The path as ownership rules name it: `*` for every list element, and nothing of what is inside extensions and source
 * words, whose names are anyone's.
 */
export function rulePath(path: string): string {
  const inLine = path.startsWith('/lines/') ? `/lines/*${path.slice(path.indexOf('/', '/lines/'.length))}` : path;
  return inLine.replace(/^(\/lines\/\*)?\/(extensions|sourceStatus)\/.*$/s, '$1/$2');
}

/** A branch while it grows; a Map, because a key may be any text, `__proto__` too. */
type Branch = Map<string, unknown>;

/** Puts registers back together as the fields of a document. `lineKeys` decides the order of the lines. */
export function fieldsOf(registers: Registers, lineKeys: readonly string[]): Plain {
  const root: Branch = new Map();
  for (const [path, value] of registers) {
    const keys = keysOf(path);
    let at = root;
    for (const key of keys.slice(0, -1)) {
      const below = at.get(key) instanceof Map ? (at.get(key) as Branch) : new Map<string, unknown>();
      at.set(key, below);
      at = below;
    }
    at.set(keys.at(-1) as string, value);
  }
  const { lines, sourceStatus } = { lines: root.get('lines'), sourceStatus: root.get('sourceStatus') };
  if (lines instanceof Map)
    root.set(
      'lines',
      lineKeys.flatMap((key) => (lines.has(key) ? [grown(lines.get(key))] : [])),
    );
  if (sourceStatus instanceof Map) root.set('sourceStatus', [...sourceStatus.values()]);
  return grown(root) as Plain;
}

const grown = (branch: unknown): unknown =>
  branch instanceof Map ? Object.fromEntries([...branch].map(([key, value]) => [key, grown(value)])) : branch;
