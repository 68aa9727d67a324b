// The first column of a list whose rows can be chosen. May import ./fields.tsx and types of ./DataTable.tsx.
import type { Column } from './DataTable.tsx';
import { Checkbox } from './fields.tsx';

export interface PickProps {
  /** Ids of the rows that are chosen. */
  readonly picked: ReadonlySet<string>;
  readonly onPick: (next: ReadonlySet<string>) => void;
}

/**
 * @param of  the id by which a row is chosen, undefined for one that cannot be, and what it is called
 */
export function pickColumn<Row>(
  { picked, onPick }: PickProps,
  of: (row: Row) => { readonly id: string | undefined; readonly name: string },
): Column<Row> {
  const toggle = (id: string, isPicked: boolean) => {
    const next = new Set(picked);
    if (isPicked) next.add(id);
    else next.delete(id);
    onPick(next);
  };
  return {
    key: 'pick',
    title: '',
    width: '46px',
    cell: (row) => {
      const { id, name } = of(row);
      if (id === undefined) return null;
      return (
        <Checkbox isSelected={picked.has(id)} onChange={(next) => toggle(id, next)}>
          <span className="unseen">Choose {name}</span>
        </Checkbox>
      );
    },
  };
}
