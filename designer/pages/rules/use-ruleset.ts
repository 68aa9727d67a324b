// A ruleset as its page needs it: the manifest, and the examples with what they expect. May import api/.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { readFolder } from '../../api/files.ts';
import type { ExampleText } from '../../worker/rules-messages.ts';

export interface ExampleFiles extends ExampleText {
  readonly etag: string | undefined;
  readonly expectedTag: string | undefined;
}

const EXPECTED = '.expected.json';

/** Reads the folder of a ruleset; `refresh` reads it again. */
export function useRuleset(name: string) {
  const folder = `rulesets/${name}`;
  const queryKey = useMemo(() => ['folder', folder], [folder]);
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => readFolder(folder, signal),
    refetchOnWindowFocus: false,
  });
  const queries = useQueryClient();
  const refresh = useCallback(() => void queries.invalidateQueries({ queryKey }), [queries, queryKey]);
  const files = query.data;
  const manifest = files?.find(({ path }) => path === 'ruleset.json')?.text;
  const examples = useMemo((): readonly ExampleFiles[] => {
    const byPath = new Map((files ?? []).map((file) => [file.path, file]));
    return (files ?? []).flatMap(({ path, text, etag }) => {
      if (!path.startsWith('examples/') || !path.endsWith('.json') || path.endsWith(EXPECTED) || text === undefined)
        return [];
      const expected = byPath.get(path.replace(/\.json$/, EXPECTED));
      return [
        {
          name: path.slice('examples/'.length, -'.json'.length),
          text,
          etag,
          expectedTag: expected?.etag,
          ...(expected?.text === undefined ? {} : { expected: expected.text }),
        },
      ];
    });
  }, [files]);
  return { query, folder, manifest, examples, refresh };
}
