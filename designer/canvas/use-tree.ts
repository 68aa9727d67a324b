// A tree as it is looked at: which of its groups are open, and what is searched for in it. May import its neighbours and schema/.
import { useCallback, useMemo, useState } from 'react';
import { eachField, type Field } from '../schema/field.ts';
import { layOutRows, type Rows } from './rows.ts';

export interface TreeView {
  readonly rows: Rows;
  readonly toggle: (path: string, open: boolean) => void;
  /** Opens what a field is in. */
  readonly reveal: (path: string) => void;
  readonly text: string;
  readonly setText: (text: string) => void;
}

const NEVER: ReadonlyMap<string, boolean> = new Map();

/** A tree of more fields than this begins with its groups closed, where the caller wants that. */
const OPEN_UP_TO = 60;

/** Which rows are open is kept by what was opened and closed; the rest follows from the size of the tree. */
export function useTree(fields: readonly Field[], options: { readonly closesLarge: boolean }): TreeView {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(NEVER);
  const [text, setText] = useState('');
  const closed = useMemo(() => {
    const all = [...eachField(fields)];
    const isClosed = options.closesLarge && all.length > OPEN_UP_TO;
    return new Set(all.filter((field) => !(toggled.get(field.path) ?? !isClosed)).map((field) => field.path));
  }, [fields, toggled, options.closesLarge]);
  const rows = useMemo(() => {
    const words = text.trim().toLowerCase();
    const keep = ({ path, label = '' }: Field): boolean =>
      path.toLowerCase().includes(words) || label.toLowerCase().includes(words);
    return layOutRows(fields, { closed, ...(words === '' ? {} : { keep }) });
  }, [fields, closed, text]);
  const toggle = useCallback((path: string, open: boolean) => setToggled((now) => new Map(now).set(path, open)), []);
  const reveal = useCallback((path: string) => {
    setToggled((now) => {
      const next = new Map(now);
      for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
        next.set(path.slice(0, end), true);
      return next.size === now.size && [...next].every(([key, open]) => now.get(key) === open) ? now : next;
    });
  }, []);
  return useMemo(() => ({ rows, toggle, reveal, text, setText }), [rows, toggle, reveal, text]);
}
