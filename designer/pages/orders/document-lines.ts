// A document as lines of JSON, each value with its JSON Pointer (RFC 6901). Pure; imports nothing.

export interface DocumentLine {
  readonly path: string;
  readonly depth: number;
  /** The member's name and an opening bracket, or a closing one. */
  readonly before: string;
  /** A value that holds no others, as JSON. */
  readonly value?: string;
  readonly after: string;
}

const escaped = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');

export function documentLines(document: unknown): readonly DocumentLine[] {
  const lines: DocumentLine[] = [];
  const add = (value: unknown, at: { path: string; depth: number; name: string; comma: string }): void => {
    const { path, depth, name, comma } = at;
    if (typeof value !== 'object' || value === null) {
      lines.push({ path, depth, before: name, value: JSON.stringify(value) ?? 'null', after: comma });
      return;
    }
    const isList = Array.isArray(value);
    const [open, close] = isList ? '[]' : '{}';
    const members = Object.entries(value).filter(([, one]) => one !== undefined);
    if (members.length === 0) {
      lines.push({ path, depth, before: `${name}${open}${close}${comma}`, after: '' });
      return;
    }
    lines.push({ path, depth, before: `${name}${open}`, after: '' });
    for (const [index, [key, one]] of members.entries())
      add(one, {
        path: `${path}/${escaped(key)}`,
        depth: depth + 1,
        name: isList ? '' : `${JSON.stringify(key)}: `,
        comma: index < members.length - 1 ? ',' : '',
      });
    lines.push({ path, depth, before: `${close}${comma}`, after: '' });
  };
  add(document, { path: '', depth: 0, name: '', comma: '' });
  return lines;
}
