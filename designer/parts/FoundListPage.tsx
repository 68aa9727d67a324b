// A page that is one list of what the workspace has, found by words: mappings, rulesets, tables. Enter among the words leads to what was
// found. May import its neighbours.
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { Badge } from './Badge.tsx';
import { type Column, DataTable } from './DataTable.tsx';
import { SearchField } from './fields.tsx';
import { Page } from './Page.tsx';
import { EmptyState, QueryView } from './states.tsx';

export interface FoundListPageProps<Data, Row extends { readonly name: string }> {
  readonly title: string;
  readonly description: string;
  /** One of the list, as it is searched for and missed: `table`. */
  readonly one: string;
  readonly query: UseQueryResult<Data>;
  /** Constant, as are the columns and the words. */
  readonly rowsOf: (data: Data) => readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** All that a row is found by. */
  readonly wordsOf: (row: Row) => string;
  /** Said when nothing is found: `its name, columns or users`. */
  readonly foundBy: string;
  readonly findLabel?: string;
  readonly hrefOf: (row: Row) => string;
  readonly actions?: ReactNode;
  /** Shown while there is nothing at all. */
  readonly none: ReactNode;
}

export function FoundListPage<Data, Row extends { readonly name: string }>(props: FoundListPageProps<Data, Row>) {
  const { title, description, one, query, rowsOf, columns, wordsOf, foundBy, findLabel, hrefOf, actions, none } = props;
  const [text, setText] = useState('');
  const [led, setLed] = useState(0);
  const { data } = query;
  const rows = useMemo(() => (data === undefined ? [] : rowsOf(data)), [data, rowsOf]);
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const isIn = (text: string) => words.every((word) => text.toLowerCase().includes(word));
    const found = rows.filter((row) => isIn(wordsOf(row)));
    // What is called so stands before what only has to do with it.
    return [...found.filter(({ name }) => isIn(name)), ...found.filter(({ name }) => !isIn(name))];
  }, [rows, text, wordsOf]);
  return (
    <Page
      title={title}
      description={description}
      actions={
        <>
          <SearchField
            label={findLabel ?? `Find a ${one}`}
            value={text}
            onChange={setText}
            onSubmit={() => setLed(led + 1)}
          />
          {actions}
        </>
      }
      fill
    >
      <QueryView query={query} what={`the ${one}s`}>
        {() => (
          <DataTable
            label={`${one[0]?.toUpperCase()}${one.slice(1)}s`}
            columns={columns}
            rows={shown}
            rowKey={({ name }) => name}
            href={hrefOf}
            led={led}
            empty={rows.length === 0 ? none : <EmptyState title={`No ${one} has “${text}” in ${foundBy}`} />}
          />
        )}
      </QueryView>
    </Page>
  );
}

/** How many findings there are, by the worst of them. */
export function FindingCount({ errors = 0, warnings = 0 }: { readonly errors?: number; readonly warnings?: number }) {
  if (errors > 0) return <Badge tone="bad">{errors}</Badge>;
  return warnings > 0 ? <Badge tone="warn">{warnings}</Badge> : <span className="soft">none</span>;
}
