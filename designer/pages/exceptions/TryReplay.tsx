// What a replay would release before it is made: as the files are, or with the draft of the rules or the mapping that is being
// worked on. May import api/, parts/ and its neighbours.
import { useMutation, useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { type ChangedFile, type Cluster, type Fix, previewFix } from '../../api/exceptions.ts';
import { readDraft } from '../../api/folders.ts';
import { useMay } from '../../api/me.ts';
import { wordsOf } from '../../api/problem.ts';
import { Button } from '../../parts/Button.tsx';
import { PreviewNote } from './PreviewNote.tsx';

/** The folder in which the cause is put right. */
function folderOf(fix: Fix | null): string | undefined {
  if (fix?.kind === 'rule') return `rulesets/${fix.ruleset}`;
  return fix?.kind === 'mapping' ? fix.file.split('/').slice(0, 2).join('/') : undefined;
}

/** The files of a draft that is kept; none when nobody works on the folder. */
function useDraftFiles(folder: string | undefined): readonly ChangedFile[] {
  const { data = [] } = useQuery({
    queryKey: ['draft files', folder],
    queryFn: async () => {
      const draft = await readDraft(folder ?? '');
      // A file that the draft takes away is tried as it is.
      return Object.entries(draft?.texts ?? {}).flatMap(([path, text]) =>
        text === null ? [] : [{ path: `${folder}/${path}`, text }],
      );
    },
    enabled: folder !== undefined,
    retry: false,
  });
  return data;
}

export function TryReplay({ cluster }: { cluster: Cluster }) {
  const { cause, fix } = cluster;
  const folder = folderOf(fix);
  const draft = useDraftFiles(folder);
  const may = useMay('operate');
  const preview = useMutation({
    mutationFn: async (files: readonly ChangedFile[]) => ({ answer: await previewFix(cause, files), files }),
  });
  // Whether a destination takes what it is sent is found out by sending it.
  if (cluster.subject === 'delivery' || cluster.subject === 'engine') return null;
  return (
    <div className="stack">
      <div className="cluster">
        <Button
          icon={<FlaskConical aria-hidden size={14} />}
          isDisabled={!may || preview.isPending}
          onPress={() => preview.mutate([])}
        >
          What a replay would release
        </Button>
        {draft.length === 0 ? null : (
          <Button isDisabled={!may || preview.isPending} onPress={() => preview.mutate(draft)}>
            … with the draft of {folder}
          </Button>
        )}
      </div>
      {preview.isPending ? (
        <p className="note" role="status">
          Trying it on what is held…
        </p>
      ) : preview.isError ? (
        <p className="note" data-tone="bad" role="alert">
          {wordsOf(preview.error).title}
        </p>
      ) : preview.data === undefined ? null : (
        <PreviewNote
          preview={preview.data.answer}
          fix={preview.data.files.length === 0 ? 'A replay now' : `The draft of ${folder}`}
        />
      )}
    </div>
  );
}
