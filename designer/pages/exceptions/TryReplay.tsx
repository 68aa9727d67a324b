// What a replay would release before it is made: as the files are, or with the draft of the rules, the mapping or the table that is
// being worked on. May import api/, parts/ and its neighbours.
import { useMutation, useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { type ChangedFile, type Cluster, type Fix, type FixPreview, previewFix } from '../../api/exceptions.ts';
import { readDraft as readTableDraft } from '../../api/files.ts';
import { readDraft } from '../../api/folders.ts';
import { useMay } from '../../api/me.ts';
import { wordsOf } from '../../api/problem.ts';
import { Button } from '../../parts/Button.tsx';
import { PreviewNote, PreviewRunning } from './PreviewNote.tsx';

/** Where the cause is put right: a folder, or a table. */
function placeOf(fix: Fix | null): string | undefined {
  if (fix?.kind === 'rule') return `rulesets/${fix.ruleset}`;
  if (fix?.kind === 'table-row') return fix.file;
  return fix?.kind === 'mapping' ? fix.file.split('/').slice(0, 2).join('/') : undefined;
}

/** The files of a draft that is kept; none when nobody works on the place. */
async function draftFiles(place: string): Promise<readonly ChangedFile[]> {
  if (place.endsWith('.csv')) {
    const draft = await readTableDraft(place);
    return draft === undefined ? [] : [{ path: place, text: draft.text }];
  }
  const draft = await readDraft(place);
  // A file that the draft takes away is tried as it is.
  return Object.entries(draft?.texts ?? {}).flatMap(([path, text]) =>
    text === null ? [] : [{ path: `${place}/${path}`, text }],
  );
}

function useDraftFiles(place: string | undefined): readonly ChangedFile[] {
  const { data = [] } = useQuery({
    queryKey: ['draft files', place],
    queryFn: () => draftFiles(place ?? ''),
    enabled: place !== undefined,
    retry: false,
  });
  return data;
}

export interface TryReplayProps {
  readonly cluster: Cluster;
  /** Only the draft, if there is one: what else would release it is tried elsewhere. */
  readonly onlyDraft?: boolean;
}

export function TryReplay({ cluster, onlyDraft = false }: TryReplayProps) {
  const { cause, fix } = cluster;
  const place = placeOf(fix);
  const draft = useDraftFiles(place);
  const [soFar, setSoFar] = useState<FixPreview>();
  const may = useMay('operate');
  const preview = useMutation({
    mutationFn: async (files: readonly ChangedFile[]) => {
      setSoFar(undefined);
      return { answer: await previewFix(cause, files, { told: setSoFar }), files };
    },
  });
  // Whether a destination takes what it is sent is found out by sending it.
  if (cluster.subject === 'delivery' || cluster.subject === 'engine') return null;
  if (onlyDraft && draft.length === 0) return null;
  return (
    <div className="stack">
      <div className="cluster">
        {onlyDraft ? null : (
          <Button
            icon={<FlaskConical aria-hidden size={14} />}
            isDisabled={!may || preview.isPending}
            onPress={() => preview.mutate([])}
          >
            What a replay would release
          </Button>
        )}
        {draft.length === 0 ? null : (
          <Button isDisabled={!may || preview.isPending} onPress={() => preview.mutate(draft)}>
            {onlyDraft ? 'What a replay would release' : '…'} with the draft of {place}
          </Button>
        )}
      </div>
      {preview.isPending ? (
        <PreviewRunning soFar={soFar} />
      ) : preview.isError ? (
        <p className="note" data-tone="bad" role="alert">
          {wordsOf(preview.error).title}
        </p>
      ) : preview.data === undefined ? null : (
        <PreviewNote
          preview={preview.data.answer}
          fix={preview.data.files.length === 0 ? 'A replay now' : `The draft of ${place}`}
        />
      )}
    </div>
  );
}
