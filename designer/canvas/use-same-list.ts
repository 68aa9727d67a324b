// A list that is made anew and mostly holds what it held: whoever is given it is not drawn again for that. May import ./derived.ts.
import { useRef } from 'react';
import { sameList } from './derived.ts';

/** The last list for as long as a new one holds the same. */
export function useSameList<Item>(list: readonly Item[]): readonly Item[] {
  const last = useRef(list);
  last.current = sameList(last.current, list);
  return last.current;
}
