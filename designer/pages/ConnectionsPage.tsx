// Sources and destinations: who was heard of when, who is silent, what waits where and why. May import api/, parts/ and ./connections/.
import { useQuery } from '@tanstack/react-query';
import { useLive } from '../api/live.ts';
import { connectionsQuery, type DestinationView, type SourceView } from '../api/operations.ts';
import { LiveMark } from '../parts/LiveMark.tsx';
import { Page } from '../parts/Page.tsx';
import { EmptyState, QueryView } from '../parts/states.tsx';
import { DestinationCard } from './connections/DestinationCard.tsx';
import { SourceCard } from './connections/SourceCard.tsx';
import '../parts/operate.css';

const LIVE = { receipt: [['connections']], delivery: [['connections']] } as const;

const isSilent = ({ cadence }: SourceView): boolean => cadence?.status === 'silent';
const isTroubled = ({ circuit, dead }: DestinationView): boolean => circuit === 'open' || dead > 0;

export default function ConnectionsPage() {
  const query = useQuery(connectionsQuery);
  useLive(LIVE, 5_000);
  const silent = query.data?.sources.filter(isSilent).length ?? 0;
  const stopped = query.data?.destinations.filter(isTroubled).length ?? 0;
  const words = [
    silent === 0 ? 'No source is silent' : `${silent} silent ${silent === 1 ? 'source' : 'sources'}`,
    stopped === 0
      ? 'every destination takes what it is sent'
      : `${stopped} ${stopped === 1 ? 'destination' : 'destinations'} in trouble`,
  ];
  return (
    <Page
      title="Connections"
      description={query.data === undefined ? undefined : `${words.join(', ')}.`}
      marks={<LiveMark />}
    >
      <QueryView query={query} what="the connections">
        {({ sources, destinations }) => (
          <div className="stack">
            {silent + stopped === 0 ? null : (
              <section className="stack" aria-label="Needs a look">
                <h2>Needs a look</h2>
                <div className="cards">
                  {sources.filter(isSilent).map((one) => (
                    <SourceCard key={one.name} source={one} />
                  ))}
                  {destinations.filter(isTroubled).map((one) => (
                    <DestinationCard key={one.name} destination={one} />
                  ))}
                </div>
              </section>
            )}
            <section className="stack" aria-label="Sources">
              <h2>Sources</h2>
              {sources.length === 0 ? (
                <EmptyState title="No source was heard of yet">
                  <p>Declare one under sources in crossdock.yaml, or send a message to a mapping.</p>
                </EmptyState>
              ) : sources.every(isSilent) ? (
                <p className="soft">Each of them needs a look.</p>
              ) : (
                <div className="cards">
                  {sources
                    .filter((one) => !isSilent(one))
                    .map((one) => (
                      <SourceCard key={one.name} source={one} />
                    ))}
                </div>
              )}
            </section>
            <section className="stack" aria-label="Destinations">
              <h2>Destinations</h2>
              {destinations.length > 0 && destinations.every(isTroubled) ? (
                <p className="soft">Each of them needs a look.</p>
              ) : null}
              <div className="cards">
                {destinations
                  .filter((one) => !isTroubled(one))
                  .map((one) => (
                    <DestinationCard key={one.name} destination={one} />
                  ))}
              </div>
            </section>
          </div>
        )}
      </QueryView>
    </Page>
  );
}
