// The lifecycles of the workspace: reads the file of one, and the ownership that says whose word counts.
// May import api/, panels/, parts/ and its own folder.
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { readFile } from '../api/files.ts';
import { workspaceQuery } from '../api/workspace.ts';
import { PLAIN_TEXT, useEditedFile } from '../panels/use-edited-file.ts';
import { EmptyState, ErrorState, LoadingState, QueryView } from '../parts/states.tsx';
import { LifecycleEditor } from './lifecycles/LifecycleEditor.tsx';

export default function LifecyclesPage() {
  const { name } = useParams<{ name?: string }>();
  const query = useQuery(workspaceQuery);
  return (
    <QueryView query={query} what="the lifecycles">
      {({ lifecycles }) => {
        const [first] = lifecycles;
        if (first === undefined)
          return <EmptyState title="There is no lifecycle yet">One stands in rulesets/lifecycles/.</EmptyState>;
        return <LifecycleFile key={name ?? first} name={name ?? first} names={lifecycles} />;
      }}
    </QueryView>
  );
}

function LifecycleFile({ name, names }: { name: string; names: readonly string[] }) {
  const { query, file } = useEditedFile(`rulesets/lifecycles/${name}.json`, PLAIN_TEXT);
  const ownership = useQuery({
    queryKey: ['file', 'rulesets/ownership.json', 'read'],
    queryFn: ({ signal }) => readFile('rulesets/ownership.json', signal),
    retry: false,
  });
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (file === undefined || ownership.isPending) return <LoadingState what="Loading the lifecycle" />;
  return <LifecycleEditor name={name} names={names} file={file} ownershipText={ownership.data?.text} />;
}
