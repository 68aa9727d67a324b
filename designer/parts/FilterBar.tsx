// The filters above a list: a search, choices, and clearing them all. May import its neighbours.
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { type Choice, SearchField, SelectField } from './fields.tsx';
import type { Filtering } from './use-filter.ts';

export interface FilterBarProps<Name extends string> {
  readonly filtering: Filtering<Name>;
  readonly search: { readonly name: Name; readonly label: string };
  readonly selects: readonly { readonly name: Name; readonly label: string; readonly choices: readonly Choice[] }[];
  /** Further fields, behind the choices. */
  readonly children?: ReactNode;
}

export function FilterBar<Name extends string>({ filtering, search, selects, children }: FilterBarProps<Name>) {
  const { filter, isFiltered, change, clear } = filtering;
  const set = (name: Name, value: string) => change({ [name]: value } as Partial<Record<Name, string>>);
  return (
    <search className="filters" aria-label="Filters">
      <SearchField
        label={search.label}
        value={filter[search.name] ?? ''}
        onChange={(value) => set(search.name, value)}
      />
      {selects.map(({ name, label, choices }) => (
        <SelectField
          key={name}
          label={label}
          hideLabel
          value={filter[name] ?? ''}
          onChange={(value) => set(name, value)}
          choices={choices}
        />
      ))}
      {children}
      {isFiltered ? (
        <Button tone="quiet" onPress={clear}>
          Clear
        </Button>
      ) : null}
    </search>
  );
}
