// The table of a list that goes on, with what stands there while it comes, fails or is empty, and how much of it is shown.
// May import its neighbours.
import { DataTable, type DataTableProps } from './DataTable.tsx';
import { ListFoot } from './ListFoot.tsx';
import { QueryView } from './states.tsx';
import type { Endless } from './use-endless.ts';

export interface EndlessTableProps<Page, Row> extends Omit<DataTableProps<Row>, 'onEnd'> {
  readonly list: Endless<Page>;
  /** For the words while it comes: `the messages`. */
  readonly what: string;
}

export function EndlessTable<Page, Row>({ list, what, ...table }: EndlessTableProps<Page, Row>) {
  return (
    <QueryView query={list.query} what={what}>
      {() => (
        <>
          <DataTable {...table} onEnd={list.onEnd} />
          <ListFoot query={list.query} count={table.rows.length} />
        </>
      )}
    </QueryView>
  );
}
