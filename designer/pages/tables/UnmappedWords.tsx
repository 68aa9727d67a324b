// Words that were seen in traffic and have no row, each added by one click. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { memo } from 'react';
import { unmappedWords } from '../../api/unmapped.ts';
import { Badge } from '../../parts/Badge.tsx';
import { IconButton } from '../../parts/Button.tsx';
import { Panel } from '../../parts/Panel.tsx';

export interface UnmappedWordsProps {
  readonly table: string;
  /** The keys that have a row. */
  readonly known: ReadonlyMap<string, unknown>;
  readonly onAdd: (word: string) => void;
}

export const UnmappedWords = memo(function UnmappedWords({ table, known, onAdd }: UnmappedWordsProps) {
  const { data, isError } = useQuery({
    queryKey: ['unmapped', table],
    queryFn: ({ signal }) => unmappedWords(table, signal),
  });
  const words = data?.filter(({ word }) => !known.has(word)) ?? [];
  return (
    <Panel title="Seen without a row">
      {isError ? (
        <p className="soft">The open exceptions cannot be read now.</p>
      ) : words.length === 0 ? (
        <p className="soft">Every word that came in messages has a row.</p>
      ) : (
        <ul className="plain-list">
          {words.map(({ word, count }) => (
            <li key={word} className="word-row">
              <code>{word}</code>
              <Badge tone="warn">{`${count} held`}</Badge>
              <IconButton
                label={`Add a row for ${word}`}
                icon={<Plus aria-hidden size={14} />}
                onPress={() => onAdd(word)}
              />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
});
