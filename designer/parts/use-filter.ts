// The filters of a list, kept in the address: `#/orders?status=held`. Imports nothing of ours but api/request.ts.
import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { queryText } from '../api/request.ts';

export interface Filtering<Name extends string> {
  readonly filter: Partial<Record<Name, string>>;
  /** Whether anything is left out; the order of a list leaves out nothing. */
  readonly isFiltered: boolean;
  /** Sets some of them; an empty one is taken away. */
  readonly change: (next: Partial<Record<Name, string>>) => void;
  readonly clear: () => void;
}

/** @param names  constant for the life of the component */
export function useFilter<const Name extends string>(path: string, names: readonly Name[]): Filtering<Name> {
  const search = useSearch();
  const [, navigate] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names are constant
  const filter = useMemo(() => {
    const query = new URLSearchParams(search);
    const set = names.flatMap((name) => {
      const value = query.get(name);
      return value === null || value === '' ? [] : [[name, value]];
    });
    return Object.fromEntries(set) as Partial<Record<Name, string>>;
  }, [search]);
  const change = useCallback(
    (next: Partial<Record<Name, string>>) => navigate(`${path}${queryText({ ...filter, ...next })}`, { replace: true }),
    [navigate, path, filter],
  );
  const clear = useCallback(() => navigate(path, { replace: true }), [navigate, path]);
  return { filter, isFiltered: Object.keys(filter).some((name) => name !== 'sort'), change, clear };
}
