// Columns that many tables have: a count, a text that may be cut, a time. May import its neighbours.
import { Badge, type Tone } from './Badge.tsx';
import type { Column } from './DataTable.tsx';
import { Moment } from './Moment.tsx';

export const countText = (value: number): string => value.toLocaleString('en');

/** A count: nothing is soft, and what is not nothing stands out where a tone says so. */
export function countColumn<Row>(
  key: string,
  title: string,
  options: { of: (row: Row) => number; width?: string; tone?: Tone },
): Column<Row> {
  const { of, width = '88px', tone } = options;
  return {
    key,
    title,
    width,
    align: 'end',
    cell: (row) => {
      const count = of(row);
      if (count === 0) return <span className="soft">0</span>;
      return tone === undefined ? countText(count) : <Badge tone={tone}>{countText(count)}</Badge>;
    },
    sortBy: of,
  };
}

/** A text, in full on hovering when it is cut. `sorts: false` is for lists of which only some pages are there. */
export function textColumn<Row>(
  key: string,
  title: string,
  options: { of: (row: Row) => string; width: string; mono?: boolean; strong?: boolean; sorts?: boolean },
): Column<Row> {
  const { of, width, mono = false, strong = false, sorts = true } = options;
  const Text = strong ? 'strong' : 'span';
  return {
    key,
    title,
    width,
    cell: (row) => (
      <Text className={mono ? 'mono' : undefined} title={of(row)}>
        {of(row)}
      </Text>
    ),
    ...(sorts ? { sortBy: of } : {}),
  };
}

/** A time as people read it. Lists that come page by page do not sort by it. */
export const timeColumn = <Row,>(key: string, title: string, of: (row: Row) => string | null): Column<Row> => ({
  key,
  title,
  width: '104px',
  cell: (row) => <Moment at={of(row)} />,
});
