// A table of any length: rows of one height, only those in sight are in the document. Arrow keys go from row to row.
// May import its neighbours.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { focusLater } from './focus-later.ts';
import { useEvent } from './use-event.ts';

export interface Column<Row> {
  /** Stable name of the column. */
  readonly key: string;
  readonly title: string;
  /** A track of CSS grid: `120px`, `minmax(160px, 2fr)`. */
  readonly width: string;
  readonly align?: 'start' | 'end';
  readonly cell: (row: Row) => ReactNode;
  /** By what the column sorts; without it the column does not. */
  readonly sortBy?: (row: Row) => string | number;
}

export interface DataTableProps<Row> {
  /** Name for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Where a row leads: Enter and click go there. */
  readonly href?: (row: Row) => string;
  /** What a row does when it leads nowhere. */
  readonly onOpen?: (row: Row) => void;
  /** Key of the row that is chosen. */
  readonly chosen?: string;
  /** Shown when there are no rows. */
  readonly empty?: ReactNode;
  /** Height in pixels of a row; 32 when absent. */
  readonly rowHeight?: number;
  /** Called when the last row comes in sight, for lists that have more. */
  readonly onEnd?: () => void;
  /** As high as its rows, at most this many pixels; without it the table fills its box. */
  readonly maxHeight?: number;
  /** How often something beside the table has led into it: each time its first row takes the focus. */
  readonly led?: number;
}

interface Sort {
  readonly key: string;
  readonly down: boolean;
}

const OVERSCAN = 8;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    rowKey,
    href,
    onOpen,
    chosen,
    empty,
    rowHeight = 32,
    onEnd,
    maxHeight,
    led = 0,
  } = props;
  const [sort, setSort] = useState<Sort>();
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const [, navigate] = useLocation();
  const shown = useMemo(() => sorted(rows, columns, sort), [rows, columns, sort]);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    onChange: (instance) => {
      const last = instance.getVirtualItems().at(-1);
      if (last !== undefined && last.index === shown.length - 1) onEnd?.();
    },
  });
  const tracks = columns.map((column) => column.width).join(' ');
  const minWidth = narrowest(columns);
  const opens = href !== undefined || onOpen !== undefined;
  const open = (row: Row | undefined) => {
    if (row === undefined) return;
    if (href !== undefined) navigate(href(row));
    else onOpen?.(row);
  };
  const focusRow = (index: number) => {
    const next = Math.max(0, Math.min(shown.length - 1, index));
    setActive(next);
    virtual.scrollToIndex(next);
    focusLater(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`));
  };
  const focusFirst = useEvent(() => shown.length > 0 && focusRow(0));
  useEffect(() => {
    if (led > 0) focusFirst();
  }, [led, focusFirst]);
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -shown.length,
      End: shown.length,
    };
    const step = steps[event.key];
    if (step !== undefined) focusRow(active + step);
    else if (event.key === 'Enter' && event.target === event.currentTarget.ownerDocument.activeElement && opens)
      open(shown[active]);
    else return;
    event.preventDefault();
  };
  const items = virtual.getVirtualItems();
  // Tab has to find a row also when the one it stopped at was scrolled away or is not among those that are left.
  const first = items.find(({ start }) => start >= (virtual.scrollOffset ?? 0)) ?? items[0];
  const stop = items.some(({ index }) => index === active) ? active : first?.index;
  const height = rowHeight * shown.length;
  const box = {
    ...(maxHeight === undefined ? {} : { maxHeight }),
    // Without rows nothing that scrolls could be reached by the keyboard, and there is nothing to scroll to.
    ...(shown.length === 0 ? { overflow: 'hidden' } : {}),
  };
  return (
    <div
      className="table"
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-rowcount={shown.length + 1}
      aria-colcount={columns.length}
      data-fill={maxHeight === undefined || undefined}
    >
      <div ref={scroller} className="table-scroll" style={box} role="presentation">
        <TableHead columns={columns} tracks={tracks} minWidth={minWidth} sort={sort} onSort={setSort} />
        {shown.length === 0 ? (
          <div className="table-empty">{empty ?? 'Nothing here.'}</div>
        ) : (
          <div role="rowgroup" className="table-body" style={{ height, minWidth }}>
            {items.map(({ index, start }) => {
              const row = shown[index] as Row;
              const key = rowKey(row);
              return (
                <div
                  key={key}
                  role="row"
                  className="table-row"
                  data-index={index}
                  data-opens={opens || undefined}
                  aria-rowindex={index + 2}
                  aria-selected={chosen === undefined ? undefined : chosen === key}
                  tabIndex={index === stop ? 0 : -1}
                  style={{ gridTemplateColumns: tracks, height: rowHeight, transform: `translateY(${start}px)` }}
                  onFocus={() => setActive(index)}
                  onKeyDown={onKeyDown}
                  onClick={(event) => {
                    // A link or a button in a cell acts for itself.
                    if ((event.target as Element).closest('a, button, input, label') === null) open(row);
                  }}
                >
                  {columns.map((column) => (
                    <div key={column.key} role="gridcell" className="table-cell" data-align={column.align}>
                      {column.cell(row)}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        )}
      </div>
    </div>
  );
}

interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly tracks: string;
  readonly minWidth: number;
  readonly sort: Sort | undefined;
  readonly onSort: (sort: Sort | undefined) => void;
}

function TableHead<Row>({ columns, tracks, minWidth, sort, onSort }: TableHeadProps<Row>) {
  const nextSort = (key: string): Sort | undefined => {
    if (sort?.key !== key) return { key, down: false };
    return sort.down ? undefined : { key, down: true };
  };
  return (
    <div role="rowgroup" className="table-head" style={{ minWidth }}>
      <div role="row" aria-rowindex={1} className="table-row" style={{ gridTemplateColumns: tracks }}>
        {columns.map((column) => {
          const isSorted = sort?.key === column.key;
          const order = !isSorted ? 'none' : sort.down ? 'descending' : 'ascending';
          return (
            <div
              key={column.key}
              role="columnheader"
              className="table-cell"
              data-align={column.align}
              aria-sort={column.sortBy === undefined ? undefined : order}
            >
              {column.sortBy === undefined ? (
                column.title
              ) : (
                <button type="button" className="table-sort" onClick={() => onSort(nextSort(column.key))}>
                  {column.title}
                  {isSorted ? (
                    sort.down ? (
                      <ArrowDown aria-hidden size={12} />
                    ) : (
                      <ArrowUp aria-hidden size={12} />
                    )
                  ) : null}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Pixels below which the table scrolls sideways: the first number of each column's width, so that all rows agree. */
function narrowest<Row>(columns: readonly Column<Row>[]): number {
  return columns.reduce((sum, { width }) => sum + Number(/(\d+)px/.exec(width)?.[1] ?? 0), 0);
}

function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined): readonly Row[] {
  const by = columns.find((column) => column.key === sort?.key)?.sortBy;
  if (by === undefined || sort === undefined) return rows;
  const sign = sort.down ? -1 : 1;
  return [...rows].sort((left, right) => {
    const [a, b] = [by(left), by(right)];
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)));
  });
}
