// The sum of what came and what became of it, by source and day: nothing is lost, and this shows it. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLive } from '../api/live.ts';
import { type ConservationRow, conservationQuery, type Sum } from '../api/operations.ts';
import { Badge } from '../parts/Badge.tsx';
import { countColumn, textColumn } from '../parts/columns.tsx';
import { type Column, DataTable } from '../parts/DataTable.tsx';
import { SelectField } from '../parts/fields.tsx';
import { LiveMark } from '../parts/LiveMark.tsx';
import { Page } from '../parts/Page.tsx';
import { EmptyState, QueryView } from '../parts/states.tsx';
import '../parts/operate.css';

type Part = Exclude<keyof Sum, 'balanced'>;

const PARTS: readonly [Part, string][] = [
  ['received', 'Received'],
  ['processed', '= Processed'],
  ['held', '+ Held'],
  ['duplicate', '+ Duplicate'],
  ['discarded', '+ Discarded'],
  ['inFlight', '+ In flight'],
];

function columnsOf(of: 'messages' | 'receipts'): readonly Column<ConservationRow>[] {
  return [
    textColumn('day', 'Day (UTC)', { of: (row) => row.day, width: '108px' }),
    textColumn('source', 'Source', { of: (row) => row.source, width: 'minmax(140px, 1fr)' }),
    ...PARTS.map(([part, title]) =>
      countColumn<ConservationRow>(part, title, { of: (row) => row[of][part], width: '104px' }),
    ),
    {
      key: 'balanced',
      title: '',
      width: '108px',
      cell: (row) => (row[of].balanced ? <Badge tone="good">adds up</Badge> : <Badge tone="bad">does not</Badge>),
    },
  ];
}

const LIVE = { message: [['conservation']], receipt: [['conservation']] } as const;

export default function ConservationPage() {
  const query = useQuery(conservationQuery);
  useLive(LIVE, 5_000);
  const [of, setOf] = useState<'messages' | 'receipts'>('messages');
  return (
    <Page
      title="Conservation"
      description="What was received is processed, held, a duplicate, discarded or in flight: for every source and day."
      marks={
        <>
          {query.data === undefined ? null : query.data.balanced ? (
            <Badge tone="good">Everything adds up</Badge>
          ) : (
            <Badge tone="bad">Something does not add up</Badge>
          )}
          <LiveMark />
        </>
      }
      actions={
        <SelectField
          label="What is counted"
          hideLabel
          value={of}
          onChange={(next) => setOf(next === 'receipts' ? 'receipts' : 'messages')}
          choices={[
            { id: 'messages', label: 'Messages' },
            { id: 'receipts', label: 'Receipts and their repeats' },
          ]}
        />
      }
      fill
    >
      <QueryView query={query} what="the sums">
        {({ rows }) => (
          <DataTable
            label="The sums"
            columns={columnsOf(of)}
            rows={rows}
            rowKey={(row) => `${row.day} ${row.source}`}
            href={(row) => `/messages?source=${encodeURIComponent(row.source)}`}
            empty={<EmptyState title="Nothing has come yet" />}
          />
        )}
      </QueryView>
    </Page>
  );
}
