// The filters above the list of deliveries. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import type { DeliveryFilter } from '../../api/deliveries.ts';
import { connectionsQuery } from '../../api/operations.ts';
import { workspaceQuery } from '../../api/workspace.ts';
import { HOUR_MS, minuteBefore } from '../../parts/ages.ts';
import { Button } from '../../parts/Button.tsx';
import { type Choice, SearchField, SelectField } from '../../parts/fields.tsx';

/** The filters as the address has them; `since` becomes a time when it is asked for. */
export type ShownFilter = DeliveryFilter & { readonly since?: string };

const STATUSES: readonly Choice[] = [
  { id: '', label: 'Any status' },
  { id: 'pending', label: 'Waiting' },
  { id: 'dead', label: 'Given up' },
  { id: 'delivered', label: 'Delivered' },
  { id: 'refused', label: 'Refused by the partner' },
  { id: 'replaced', label: 'Replaced' },
];

const TRIES: readonly Choice[] = [
  { id: '', label: 'Any tries' },
  { id: '2', label: 'Tried again' },
  { id: '5', label: '5 tries or more' },
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

export interface DeliveryFiltersProps {
  readonly filter: ShownFilter;
  readonly isFiltered: boolean;
  readonly onChange: (next: ShownFilter) => void;
  readonly onClear: () => void;
}

export function DeliveryFilters({ filter, isFiltered, onChange, onClear }: DeliveryFiltersProps) {
  const workspace = useQuery(workspaceQuery);
  const connections = useQuery(connectionsQuery);
  const mappings = (workspace.data?.mappings ?? []).filter(({ direction }) => direction === 'outbound');
  const select = (name: keyof ShownFilter, label: string, choices: readonly Choice[]) => (
    <SelectField
      label={label}
      hideLabel
      value={filter[name] ?? ''}
      onChange={(next) => onChange({ [name]: next })}
      choices={choices}
    />
  );
  return (
    <search className="filters" aria-label="Filters">
      <SearchField label="Document, its whole key" value={filter.key ?? ''} onChange={(key) => onChange({ key })} />
      {select('destination', 'Destination', [
        { id: '', label: 'Any destination' },
        ...(connections.data?.destinations ?? []).map(({ name }) => ({ id: name, label: name })),
      ])}
      {select('status', 'Status', STATUSES)}
      {select('mapping', 'Mapping', [
        { id: '', label: 'Any mapping' },
        ...mappings.map(({ name, title }) => ({ id: name, label: name, description: title })),
      ])}
      {select('since', 'Age', AGES)}
      {select('attempts', 'Tries', TRIES)}
      {select('sort', 'Sorted by', [
        { id: '', label: 'Newest first' },
        { id: 'oldest', label: 'Oldest first' },
      ])}
      {isFiltered ? (
        <Button tone="quiet" onPress={onClear}>
          Clear
        </Button>
      ) : null}
    </search>
  );
}
