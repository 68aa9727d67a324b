// The filters above the list of deliveries. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import type { DeliveryFilter } from '../../api/deliveries.ts';
import { connectionsQuery } from '../../api/operations.ts';
import { workspaceQuery } from '../../api/workspace.ts';
import { HOUR_MS, minuteBefore } from '../../parts/ages.ts';
import { FilterBar } from '../../parts/FilterBar.tsx';
import type { Choice } from '../../parts/fields.tsx';
import type { Filtering } from '../../parts/use-filter.ts';

/** The filters as the address has them; `since` becomes a time when it is asked for. */
export type ShownFilter = DeliveryFilter & { readonly since?: string };

const STATUSES: readonly Choice[] = [
  { id: '', label: 'Any status' },
  { id: 'pending', label: 'Waiting' },
  { id: 'dead', label: 'Given up' },
  { id: 'delivered', label: 'Delivered' },
  { id: 'refused', label: 'Refused by the partner' },
  { id: 'replaced', label: 'Replaced' },
  { id: 'discarded', label: 'Discarded' },
];

const TRIES: readonly Choice[] = [
  { id: '', label: 'Any tries' },
  { id: '2', label: 'Tried again' },
  { id: '5', label: '5 tries or more' },
];

const SORTS: readonly Choice[] = [
  { id: '', label: 'Newest first' },
  { id: 'oldest', label: 'Oldest first' },
];

const AGES: readonly (Choice & { readonly from?: number; readonly to?: number })[] = [
  { id: '', label: 'Any age' },
  { id: '1h', label: 'Last hour', from: HOUR_MS },
  { id: '24h', label: 'Last 24 hours', from: 24 * HOUR_MS },
  { id: '7d', label: 'Last 7 days', from: 168 * HOUR_MS },
  { id: 'older-1h', label: 'Older than an hour', to: HOUR_MS },
  { id: 'older-24h', label: 'Older than a day', to: 24 * HOUR_MS },
];

/** `24h` becomes a time. */
export function asked({ since, ...filter }: ShownFilter): DeliveryFilter {
  const age = AGES.find(({ id }) => id === since);
  return {
    ...filter,
    ...(age?.from === undefined ? {} : { from: minuteBefore(age.from) }),
    ...(age?.to === undefined ? {} : { to: minuteBefore(age.to) }),
  };
}

export function DeliveryFilters({ filtering }: { filtering: Filtering<keyof ShownFilter> }) {
  const workspace = useQuery(workspaceQuery);
  const connections = useQuery(connectionsQuery);
  const destinations: Choice[] = [
    { id: '', label: 'Any destination' },
    ...(connections.data?.destinations ?? []).map(({ name }) => ({ id: name, label: name })),
  ];
  const mappings: Choice[] = [
    { id: '', label: 'Any mapping' },
    ...(workspace.data?.mappings ?? [])
      .filter(({ direction }) => direction === 'outbound')
      .map(({ name, title }) => ({ id: name, label: name, description: title })),
  ];
  return (
    <FilterBar
      filtering={filtering}
      search={{ name: 'key', label: 'Key of its document' }}
      selects={[
        { name: 'destination', label: 'Destination', choices: destinations },
        { name: 'status', label: 'Status', choices: STATUSES },
        { name: 'mapping', label: 'Mapping', choices: mappings },
        { name: 'since', label: 'Age', choices: AGES },
        { name: 'attempts', label: 'Tries', choices: TRIES },
        { name: 'sort', label: 'Sorted by', choices: SORTS },
      ]}
    />
  );
}
