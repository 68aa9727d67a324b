// The values of a message by the paths of its fields: the first one of each, and how many there are. Pure; imports nothing.

export interface PathValue {
  /** As it is shown in a row. */
  readonly text: string;
  /** Values at this path: more than one below a list. */
  readonly count: number;
}

/** Characters of a value that a row shows. */
const SHOWN = 80;
/** Values that are looked at in all; a message of megabytes has more than anybody looks at. */
const MOST = 400_000;

function shown(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'function') return undefined;
  if (value === null) return 'null';
  if (typeof value === 'object') return undefined;
  const text = String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** Values by path; of an array its length, of an object nothing. */
export function valuesByPath(value: unknown): Map<string, PathValue> {
  const found = new Map<string, { text: string; count: number }>();
  let looked = 0;
  const note = (path: string, text: string): void => {
    const known = found.get(path);
    if (known === undefined) found.set(path, { text, count: 1 });
    else known.count += 1;
  };
  const visit = (one: unknown, path: string): void => {
    looked += 1;
    if (looked > MOST) return;
    if (Array.isArray(one)) {
      if (one.some((member) => typeof member === 'object' && member !== null)) note(path, `${one.length} ×`);
      for (const member of one) visit(member, path);
      return;
    }
    if (typeof one === 'object' && one !== null) {
      for (const [name, member] of Object.entries(one)) visit(member, `${path}/${name}`);
      return;
    }
    const text = shown(one);
    if (text !== undefined) note(path, text);
  };
  visit(value, '');
  return found;
}
