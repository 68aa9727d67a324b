// A grid of cells that is edited like a spreadsheet. Only the cells in sight are in the document; one element has the focus.
// May import its neighbours and the table model.
import {
  type ClipboardEvent,
  type KeyboardEvent,
  memo,
  type PointerEvent,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { valueAt } from '../../model/tables/commands.ts';
import { type CsvRow, type CsvTable, cellValue } from '../../model/tables/csv-text.ts';
import {
  columnsInSight,
  edgesOf,
  GUTTER_WIDTH,
  HEAD_HEIGHT,
  ROW_HEIGHT,
  rowsInSight,
  scrollFor,
  type Viewport,
  widthFor,
} from './grid-view.ts';
import './Grid.css';

/** A place in the grid: `row` counts the rows that are shown. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export interface Selection {
  readonly active: CellPlace;
  /** The corner that stays while the selection grows. */
  readonly anchor: CellPlace;
}

export interface GridProps {
  readonly label: string;
  readonly table: CsvTable;
  /** Indexes of the rows that are shown, in order. */
  readonly shown: readonly number[];
  /** By index of the row: what is wrong with it. */
  readonly faults: ReadonlyMap<number, string>;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  readonly onType: (place: CellPlace, value: string) => void;
  readonly onClear: () => void;
  readonly onPaste: (text: string) => void;
  readonly onAddRow: () => void;
  readonly onSort: (column: number) => void;
}

const cellId = ({ row, column }: CellPlace): string => `cell-${row}-${column}`;

/** The rectangle of a selection, both ends included. */
export function rectangle({ active, anchor }: Selection): { top: number; bottom: number; left: number; right: number } {
  return {
    top: Math.min(active.row, anchor.row),
    bottom: Math.max(active.row, anchor.row),
    left: Math.min(active.column, anchor.column),
    right: Math.max(active.column, anchor.column),
  };
}

interface RowProps {
  readonly row: CsvRow;
  /** Index in the file, for the number at the left. */
  readonly index: number;
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly edges: readonly number[];
  readonly fault: string | undefined;
  /** The selected columns of this row, both ends included; -1 when none is. */
  readonly left: number;
  readonly right: number;
  readonly activeColumn: number;
}

const GridRow = memo(function GridRow(props: RowProps) {
  const { row, index, at, from, to, edges, fault, left, right, activeColumn } = props;
  const cells = [];
  for (let column = from; column < to; column += 1) {
    const isKey = column === 0;
    cells.push(
      <div
        key={column}
        id={cellId({ row: at, column })}
        role="gridcell"
        aria-colindex={column + 2}
        aria-selected={column >= left && column <= right}
        className="grid-cell"
        data-key={isKey || undefined}
        data-active={column === activeColumn || undefined}
        data-place={`${at} ${column}`}
        style={{ left: GUTTER_WIDTH + (edges[column] ?? 0), width: (edges[column + 1] ?? 0) - (edges[column] ?? 0) }}
      >
        {valueAt(row, column)}
      </div>,
    );
  }
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      className="grid-row"
      data-fault={fault !== undefined || undefined}
      style={{ transform: `translateY(${HEAD_HEIGHT + at * ROW_HEIGHT}px)` }}
    >
      <div role="gridcell" aria-colindex={1} className="grid-gutter" title={fault} data-place={`${at} -1`}>
        {index + 1}
        {fault === undefined ? null : <span className="unseen">: {fault}</span>}
      </div>
      {cells}
    </div>
  );
});

export function Grid(props: GridProps) {
  const { label, table, shown, faults, selection, onSelect, onType, onClear, onPaste, onAddRow, onSort } = props;
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [view, setView] = useState<Viewport>({ top: 0, left: 0, width: 1200, height: 600 });
  const [editing, setEditing] = useState<{ place: CellPlace; start: string; isTyped: boolean }>();
  const { header } = table;
  // By the header alone: rows must not be made anew because a cell has changed.
  const titles = useMemo(() => header.raw.map((raw) => cellValue(raw).trim()), [header]);
  // Widths are those at first, and of new columns: they must not jump while one types.
  const widths = useWidths(table, titles);
  const edges = useMemo(() => edgesOf(widths), [widths]);
  const rows = rowsInSight(view, shown.length);
  const columns = columnsInSight({ ...view, left: Math.max(0, view.left - GUTTER_WIDTH) }, edges);
  const area = rectangle(selection);
  const { active } = selection;

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () =>
      setView({
        top: element.scrollTop,
        left: element.scrollLeft,
        width: element.clientWidth,
        height: element.clientHeight - HEAD_HEIGHT,
      });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const reveal = useCallback(
    ({ row, column }: CellPlace) => {
      const element = box.current;
      if (element === null) return;
      element.scrollTop = scrollFor(row * ROW_HEIGHT, ROW_HEIGHT, {
        start: element.scrollTop,
        length: element.clientHeight - HEAD_HEIGHT,
      });
      const width = (edges[column + 1] ?? 0) - (edges[column] ?? 0);
      element.scrollLeft = scrollFor(edges[column] ?? 0, width, {
        start: element.scrollLeft,
        length: element.clientWidth - GUTTER_WIDTH,
      });
    },
    [edges],
  );
  // Before the paint, so that the cell is in sight in the same frame.
  useLayoutEffect(() => reveal(active), [active, reveal]);

  const inside = (place: CellPlace): CellPlace => ({
    row: Math.max(0, Math.min(shown.length - 1, place.row)),
    column: Math.max(0, Math.min(titles.length - 1, place.column)),
  });
  const go = (place: CellPlace, extend = false) => {
    const next = inside(place);
    onSelect({ active: next, anchor: extend ? selection.anchor : next });
  };
  const begin = (typed?: string) => {
    const row = table.rows[shown[active.row] ?? -1];
    if (row === undefined) return;
    setEditing({ place: active, start: typed ?? valueAt(row, active.column), isTyped: typed !== undefined });
  };
  const end = (keep: boolean, step?: { row: number; column: number }) => {
    const value = input.current?.value;
    const place = editing?.place;
    setEditing(undefined);
    box.current?.focus();
    if (keep && place !== undefined && value !== undefined) onType(place, value);
    if (place !== undefined && step !== undefined)
      go({ row: place.row + step.row, column: place.column + step.column });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== box.current) return;
    const page = Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 1);
    const mod = event.ctrlKey || event.metaKey;
    const steps: Readonly<Record<string, CellPlace>> = {
      ArrowUp: { row: mod ? 0 : active.row - 1, column: active.column },
      ArrowDown: { row: mod ? shown.length - 1 : active.row + 1, column: active.column },
      ArrowLeft: { row: active.row, column: mod ? 0 : active.column - 1 },
      ArrowRight: { row: active.row, column: mod ? titles.length - 1 : active.column + 1 },
      PageUp: { row: active.row - page, column: active.column },
      PageDown: { row: active.row + page, column: active.column },
      Home: { row: mod ? 0 : active.row, column: 0 },
      End: { row: mod ? shown.length - 1 : active.row, column: titles.length - 1 },
    };
    const step = steps[event.key];
    if (step !== undefined) go(step, event.shiftKey);
    else if (event.key === 'Enter' && mod) onAddRow();
    else if (event.key === 'Enter' || event.key === 'F2') begin();
    else if (event.key === 'Delete' || event.key === 'Backspace') onClear();
    else if (event.key === 'a' && mod)
      onSelect({ active: inside({ row: shown.length, column: titles.length }), anchor: { row: 0, column: 0 } });
    else if (event.key.length === 1 && !mod && !event.altKey) begin(event.key);
    else return;
    event.preventDefault();
  };

  const copied = (): string => {
    const lines = [];
    for (let row = area.top; row <= area.bottom; row += 1) {
      const source = table.rows[shown[row] ?? -1];
      if (source === undefined) continue;
      const values = [];
      for (let column = area.left; column <= area.right; column += 1)
        values.push(spreadsheetText(valueAt(source, column)));
      lines.push(values.join('\t'));
    }
    return lines.join('\n');
  };
  const onCopy = (event: ClipboardEvent, isCut: boolean) => {
    if (event.target !== box.current) return;
    event.clipboardData.setData('text/plain', copied());
    event.preventDefault();
    if (isCut) onClear();
  };

  const placeOfEvent = (event: PointerEvent): CellPlace | undefined => {
    const at =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]')?.dataset['place'] : undefined;
    const [row, column] = (at ?? '').split(' ').map(Number);
    return row === undefined || column === undefined ? undefined : { row, column };
  };
  const onPointerDown = (event: PointerEvent) => {
    const place = placeOfEvent(event);
    if (place === undefined || event.button !== 0) return;
    if (editing !== undefined) end(true);
    if (place.column === -1) {
      onSelect({
        active: { row: place.row, column: titles.length - 1 },
        anchor: { row: event.shiftKey ? selection.anchor.row : place.row, column: 0 },
      });
    } else go(place, event.shiftKey);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.buttons !== 1 || editing !== undefined) return;
    const place = placeOfEvent(event);
    if (place !== undefined && place.column >= 0 && (place.row !== active.row || place.column !== active.column))
      go(place, true);
  };

  const visible = [];
  for (let at = rows.from; at < rows.to; at += 1) {
    const index = shown[at] ?? -1;
    const row = table.rows[index];
    if (row === undefined) continue;
    const isSelected = at >= area.top && at <= area.bottom;
    visible.push(
      <GridRow
        key={row.id}
        row={row}
        index={index}
        at={at}
        from={columns.from}
        to={columns.to}
        edges={edges}
        fault={faults.get(index)}
        left={isSelected ? area.left : -1}
        right={isSelected ? area.right : -1}
        activeColumn={at === active.row ? active.column : -1}
      />,
    );
  }
  return (
    <div
      ref={box}
      className="grid"
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={shown.length + 1}
      aria-colcount={titles.length + 1}
      aria-multiselectable
      aria-activedescendant={shown.length === 0 ? undefined : cellId(active)}
      onScroll={(event) => {
        const { scrollTop, scrollLeft } = event.currentTarget;
        setView((now) => ({ ...now, top: scrollTop, left: scrollLeft }));
      }}
      onKeyDown={onKeyDown}
      onCopy={(event) => onCopy(event, false)}
      onCut={(event) => onCopy(event, true)}
      onPaste={(event) => {
        if (event.target !== box.current) return;
        event.preventDefault();
        onPaste(event.clipboardData.getData('text/plain'));
      }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onDoubleClick={() => begin()}
    >
      <div
        className="grid-body"
        role="presentation"
        style={{ width: GUTTER_WIDTH + (edges.at(-1) ?? 0), height: HEAD_HEIGHT + shown.length * ROW_HEIGHT }}
      >
        <div className="grid-head" role="row" aria-rowindex={1}>
          <div role="columnheader" aria-colindex={1} className="grid-gutter">
            <span className="unseen">Row</span>
          </div>
          {titles.map((title, column) => (
            <div
              // Two columns may have one title.
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              key={column}
              role="columnheader"
              aria-colindex={column + 2}
              className="grid-cell"
              style={{ left: GUTTER_WIDTH + (edges[column] ?? 0), width: widths[column] }}
            >
              <button
                type="button"
                className="grid-title"
                tabIndex={-1}
                title={`Sort the rows by ${title}`}
                onClick={() => onSort(column)}
              >
                {title}
              </button>
            </div>
          ))}
        </div>
        {visible}
        {editing === undefined ? null : (
          <input
            ref={input}
            key={cellId(editing.place)}
            className="grid-input"
            aria-label={`${titles[editing.place.column] ?? ''}, row ${(shown[editing.place.row] ?? 0) + 1}`}
            defaultValue={editing.start}
            spellCheck={false}
            // biome-ignore lint/a11y/noAutofocus: the cell is opened for typing
            autoFocus
            onFocus={(event) => editing.isTyped || event.currentTarget.select()}
            style={{
              top: HEAD_HEIGHT + editing.place.row * ROW_HEIGHT,
              left: GUTTER_WIDTH + (edges[editing.place.column] ?? 0),
              minWidth: widths[editing.place.column],
            }}
            onPointerDown={(event) => event.stopPropagation()}
            onBlur={() => editing !== undefined && end(true)}
            onKeyDown={(event) => {
              const { key } = event;
              if (key === 'Enter') end(true, { row: event.shiftKey ? -1 : 1, column: 0 });
              else if (key === 'Tab') end(true, { row: 0, column: event.shiftKey ? -1 : 1 });
              else if (key === 'Escape') end(false);
              else return;
              event.preventDefault();
              event.stopPropagation();
            }}
          />
        )}
      </div>
    </div>
  );
}

/** Spreadsheets read a cell with breaks or tabs in it only in quotes. */
const spreadsheetText = (value: string): string =>
  /[\t\n\r"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;

/** Widths by the title and the first rows; the same as long as the titles are. */
function useWidths(table: CsvTable, titles: readonly string[]): readonly number[] {
  const known = useRef(new Map<string, number>());
  const latest = useRef(table);
  latest.current = table;
  return useMemo(
    () =>
      titles.map((title, column) => {
        const key = `${column} ${title}`;
        const values = () => latest.current.rows.slice(0, 300).map((row) => valueAt(row, column));
        const width = known.current.get(key) ?? widthFor(title, values());
        known.current.set(key, width);
        return width;
      }),
    [titles],
  );
}
