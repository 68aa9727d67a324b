// One mapping, open for editing: `#/map/<name>?target=<path>`. May import panels/, parts/ and api/.
import { useParams } from 'wouter';
import { MappingDesigner } from '../panels/MappingDesigner.tsx';
import { takeNewMapping } from '../panels/new-mapping.ts';
import { useOpenMapping } from '../panels/use-mapping.ts';
import { QueryView } from '../parts/states.tsx';

export default function MapPage() {
  const { name = '' } = useParams<{ name: string }>();
  return <OpenMap key={name} name={name} />;
}

function OpenMap({ name }: { name: string }) {
  const query = useOpenMapping(name, takeNewMapping(name));
  return (
    <QueryView query={query} what="the mapping">
      {(open) => <MappingDesigner open={open} />}
    </QueryView>
  );
}
