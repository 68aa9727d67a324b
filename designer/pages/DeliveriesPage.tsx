// All deliveries: filters in the address, an endless list followed live, and sending again what was given up.
// May import api/, panels/, parts/ and ./deliveries/.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useMemo, useState } from 'react';
import { DELIVERY_FILTERS, type DeliveryFilter, type DeliveryRow, deliveryPage } from '../api/deliveries.ts';
import { startAct } from '../api/exceptions.ts';
import { useMay } from '../api/me.ts';
import { wordsOf } from '../api/problem.ts';
import { ActProgressView } from '../panels/ActProgressView.tsx';
import { Button } from '../parts/Button.tsx';
import { EndlessTable } from '../parts/EndlessTable.tsx';
import { LiveMark } from '../parts/LiveMark.tsx';
import { Page } from '../parts/Page.tsx';
import { EmptyState } from '../parts/states.tsx';
import { toast } from '../parts/toast.tsx';
import { useEndless } from '../parts/use-endless.ts';
import { useFilter } from '../parts/use-filter.ts';
import { deliveryColumns } from './deliveries/columns.tsx';
import { asked, DeliveryFilters } from './deliveries/DeliveryFilters.tsx';
import '../parts/operate.css';

const NAMES = [...DELIVERY_FILTERS, 'since'] as const;
const LIVE = { delivery: [['deliveries']], exception: [['deliveries']] } as const;

export default function DeliveriesPage() {
  const filtering = useFilter('/deliveries', NAMES);
  const { filter, isFiltered } = filtering;
  const list = useEndless({
    queryKey: ['deliveries', filter],
    page: (cursor, signal) => deliveryPage(asked(filter), cursor, signal),
    live: LIVE,
  });
  const { pages, isDeep } = list;
  const rows = useMemo(() => pages.flatMap(({ deliveries }) => deliveries), [pages]);
  return (
    <Page
      title="Deliveries"
      description="What went out or is to go out, to whom, and how often it was tried."
      marks={<LiveMark isStill={isDeep} />}
      fill
    >
      <DeliveryFilters filtering={filtering} />
      <SentAgain filter={filter} rows={rows}>
        {(columns) => (
          <EndlessTable
            list={list}
            what="the deliveries"
            label="Deliveries"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            href={(row) => `/deliveries/${row.id}`}
            empty={
              <EmptyState title={isFiltered ? 'No delivery fits these filters' : 'Nothing was set free yet'}>
                <p>A delivery is made when a document passes the gate that an outbound mapping waits for.</p>
              </EmptyState>
            }
          />
        )}
      </SentAgain>
    </Page>
  );
}

interface SentAgainProps {
  readonly filter: DeliveryFilter;
  readonly rows: readonly DeliveryRow[];
  readonly children: (columns: ReturnType<typeof deliveryColumns>) => React.ReactNode;
}

/** Choosing among what was given up, sending it again, and how far that is. */
function SentAgain({ filter, rows, children }: SentAgainProps) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [act, setAct] = useState<string>();
  const queries = useQueryClient();
  const may = useMay('operate');
  // What was chosen and has been sent meanwhile is not there to be sent once more.
  const ids = rows.flatMap(({ exception }) => (exception !== null && picked.has(exception) ? [exception] : []));
  const columns = useMemo(() => deliveryColumns({ picked, onPick: setPicked }), [picked]);
  const { destination } = filter;
  const stopped = rows.filter(({ exception }) => exception !== null).length;
  const again = useMutation({
    mutationFn: () =>
      startAct({ act: 'replay', ...(ids.length > 0 ? { ids } : { destination: destination as string }) }),
    onSuccess: ({ id }) => {
      setAct(id);
      setPicked(new Set());
      void queries.invalidateQueries({ queryKey: ['deliveries'] });
    },
    onError: (thrown) => toast(wordsOf(thrown).detail ?? wordsOf(thrown).title, { tone: 'bad' }),
  });
  const isAll = ids.length === 0 && destination !== undefined;
  return (
    <>
      {act === undefined ? null : <ActProgressView key={act} id={act} />}
      {stopped === 0 ? null : (
        <div className="cluster">
          <Button
            icon={<RotateCw aria-hidden size={14} />}
            isDisabled={!may || again.isPending || (ids.length === 0 && !isAll)}
            onPress={() => again.mutate()}
          >
            {isAll
              ? `Send again all that ${destination} was not given`
              : `Send again ${ids.length === 0 ? 'what is chosen' : ids.length.toLocaleString('en')}`}
          </Button>
          {may ? (
            ids.length === 0 && !isAll ? (
              <span className="soft">Choose those that were given up, or one destination for all of its own.</span>
            ) : null
          ) : (
            <span className="soft">Sending again takes the role operator.</span>
          )}
        </div>
      )}
      {children(columns)}
    </>
  );
}
