// The canonical layout of the JSON files of a workspace: two spaces, keys of rules and manifests in one order, unknown keys behind them.

const ORDERS: readonly (readonly string[])[] = [
  ['name', 'priority', 'conditions', 'event'],
  ['type', 'params'],
  ['severity', 'owner', 'path', 'message', 'help'],
  ['fact', 'params', 'path', 'operator', 'value'],
];

/** Short objects without nesting stay on one line up to this width. */
const WIDTH = 120;

/** An object with objects in it stays on one line only when that is short. */
const NESTED_WIDTH = 80;

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether a value has objects among its members; a list of plain values is none. */
function holdsObjects(value: object): boolean {
  return Object.values(value).some(
    (member) => isComposite(member) && (!Array.isArray(member) || member.some(isComposite)),
  );
}

function orderedKeys(value: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(value);
  const order = canonicalOrder(keys);
  if (order === undefined) return keys;
  return [...order.filter((key) => Object.hasOwn(value, key)), ...keys.filter((key) => !order.includes(key))];
}

function print(value: unknown, options: { indent: string; room: number; reorder: boolean }): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const { indent, reorder } = options;
  const inner = { indent: `${indent}  `, room: WIDTH, reorder };
  const array = Array.isArray(value);
  const record = value as Readonly<Record<string, unknown>>;
  const keys = reorder ? orderedKeys(record) : Object.keys(record);
  const parts = array
    ? value.map((member) => print(member, inner))
    : keys.map((key) => `${JSON.stringify(key)}: ${print(record[key], inner)}`);
  const [open, close] = array ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  const pad = array ? '' : ' ';
  const flat = `${open}${pad}${parts.join(', ')}${pad}${close}`;
  const room = holdsObjects(value) ? NESTED_WIDTH : options.room;
  if (!flat.includes('\n') && flat.length + indent.length <= room && !(array && holdsObjects(value))) return flat;
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`;
}

/** The canonical order of the keys of an object that has these; undefined for an object of another kind. */
export function canonicalOrder(keys: readonly string[]): readonly string[] | undefined {
  return ORDERS.find((one) => keys.filter((key) => one.includes(key)).length >= Math.min(2, keys.length));
}

/** Lays a value out where it stands in a text: `indent` is that of its line, which the value's first line does not repeat. */
export function layOutJsonAt(value: unknown, indent: string): string {
  return print(value, { indent, room: WIDTH, reorder: true });
}

/** Lays a JSON value out; `reorder` puts the keys of rules into their canonical order. */
export function layOutJson(value: unknown, options: { reorder: boolean }): string {
  return `${print(value, { indent: '', room: WIDTH, reorder: options.reorder })}\n`;
}
