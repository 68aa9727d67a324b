// A grid of cells that is edited like a spreadsheet. One element has the focus and says which cell is active; what is in sight is drawn
// by ./grid-painter.ts, so that a key costs what it moves. May import its neighbours, parts/ and the table model.
import {
  type ClipboardEvent,
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import { valueAt } from '../../model/tables/commands.ts';
import { type CsvTable, cellValue } from '../../model/tables/csv-text.ts';
import { type CellPlace, inside, placeAfter } from '../../parts/grid-keys.ts';
import { CellEditor } from './CellEditor.tsx';
import { areaOf, type GridStore, selectionAt } from './grid-store.ts';
import { edgesOf, GUTTER_WIDTH, HEAD_HEIGHT, placeAtPoint, ROW_HEIGHT } from './grid-view.ts';
import { useColumnWidths } from './use-column-widths.ts';
import { usePainted } from './use-painted.ts';
import './Grid.css';

export interface GridProps {
  readonly label: string;
  readonly table: CsvTable;
  /** Indexes of the rows that are shown, in order. */
  readonly shown: readonly number[];
  /** By index of the row: what is wrong with it. */
  readonly faults: ReadonlyMap<number, string>;
  readonly store: GridStore;
  readonly acts: GridActs;
}

/** What the grid asks for. The functions stay the same as long as the grid does. */
export interface GridActs {
  readonly type: (place: CellPlace, value: string) => void;
  readonly clear: () => void;
  readonly paste: (text: string) => void;
  readonly addRow: () => void;
  readonly sort: (column: number) => void;
}

export const Grid = memo(function Grid({ label, table, shown, faults, store, acts }: GridProps) {
  const box = useRef<HTMLDivElement>(null);
  const { header, rows } = table;
  // By the header alone: the columns must not be made anew because a cell has changed.
  const titles = useMemo(() => header.raw.map((raw) => cellValue(raw).trim()), [header]);
  const widths = useColumnWidths(table, titles);
  const edges = useMemo(() => edgesOf(widths), [widths]);
  const content = useMemo(() => ({ rows, shown, faults, edges }), [rows, shown, faults, edges]);
  const { hosts, view } = usePainted(box, content, store);
  useEffect(
    () => store.subscribe(({ led }, before) => led !== before.led && box.current?.focus({ preventScroll: true })),
    [store],
  );

  const size = () => ({
    rows: shown.length,
    columns: titles.length,
    page: Math.max(1, Math.floor(view.current.height / ROW_HEIGHT) - 1),
  });
  const go = (place: CellPlace, extend = false) => {
    const next = inside(place, size());
    store.setState(({ selection }) => ({ selection: extend ? { ...selection, active: next } : selectionAt(next) }));
  };
  const begin = (typed?: string) => {
    const { active } = store.getState().selection;
    const row = rows[shown[active.row] ?? -1];
    if (row === undefined) return;
    const start = typed ?? valueAt(row, active.column);
    store.setState({ editing: { place: active, start, isTyped: typed !== undefined } });
  };
  const { type } = acts;
  const onEnd = (place: CellPlace, value: string | undefined, step?: CellPlace) => {
    box.current?.focus({ preventScroll: true });
    if (value !== undefined) type(place, value);
    if (step !== undefined) go({ row: place.row + step.row, column: place.column + step.column });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== box.current) return;
    const { active } = store.getState().selection;
    const { key, altKey } = event;
    const mod = event.ctrlKey || event.metaKey;
    const next = placeAfter(key, active, { ...size(), mod });
    if (next !== undefined) go(next, event.shiftKey);
    else if (key === 'Enter' && mod) acts.addRow();
    else if (key === 'Enter' || key === 'F2') begin();
    else if (key === 'Delete' || key === 'Backspace') acts.clear();
    else if (key === 'a' && mod) {
      const last = inside({ row: shown.length, column: titles.length }, size());
      store.setState({ selection: { active: last, anchor: { row: 0, column: 0 } } });
    } else if (key.length === 1 && !mod && !altKey) begin(key);
    else return;
    event.preventDefault();
  };

  const onCopy = (event: ClipboardEvent, isCut: boolean) => {
    if (event.target !== box.current) return;
    event.clipboardData.setData('text/plain', copied(table, shown, store));
    event.preventDefault();
    if (isCut) acts.clear();
  };

  const placeOf = (event: PointerEvent): CellPlace | undefined => {
    const element = box.current;
    if (element === null) return undefined;
    const { left, top } = element.getBoundingClientRect();
    const point = { x: event.clientX - left, y: event.clientY - top };
    return placeAtPoint(point, view.current, { edges, rows: shown.length });
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const place = placeOf(event);
    if (place === undefined) return;
    if (place.column !== -1) {
      go(place, event.shiftKey);
      return;
    }
    // The number of a row selects all of it.
    const { anchor } = store.getState().selection;
    store.setState({
      selection: {
        active: { row: place.row, column: titles.length - 1 },
        anchor: { row: event.shiftKey ? anchor.row : place.row, column: 0 },
      },
    });
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.buttons !== 1 || store.getState().editing !== undefined) return;
    const place = placeOf(event);
    const { active } = store.getState().selection;
    if (place === undefined || place.column === -1) return;
    if (place.row !== active.row || place.column !== active.column) go(place, true);
  };

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
      onKeyDown={onKeyDown}
      onCopy={(event) => onCopy(event, false)}
      onCut={(event) => onCopy(event, true)}
      onPaste={(event) => {
        if (event.target !== box.current) return;
        event.preventDefault();
        acts.paste(event.clipboardData.getData('text/plain'));
      }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onDoubleClick={(event) => {
        if (event.target instanceof Element && event.target.closest('.grid-head, input') === null) begin();
      }}
    >
      <div
        className="grid-extent"
        role="presentation"
        style={{ width: GUTTER_WIDTH + (edges.at(-1) ?? 0), height: HEAD_HEIGHT + shown.length * ROW_HEIGHT }}
      />
      <div className="grid-pane" role="presentation">
        <GridHead titles={titles} edges={edges} host={hosts.titles} onSort={acts.sort} />
        <div className="grid-numbers" aria-hidden="true">
          <div ref={hosts.gutters} />
        </div>
        <div className="grid-window" role="presentation">
          <div ref={hosts.sheet} className="grid-sheet" role="presentation">
            <div ref={hosts.rows} role="rowgroup" />
            <div ref={hosts.range} className="grid-range" aria-hidden="true" hidden />
            <div ref={hosts.cursor} className="grid-cursor" aria-hidden="true" hidden />
            <CellEditor store={store} titles={titles} edges={edges} shown={shown} onEnd={onEnd} />
          </div>
        </div>
      </div>
    </div>
  );
});

interface GridHeadProps {
  readonly titles: readonly string[];
  readonly edges: readonly number[];
  /** What moves sideways with the cells. */
  readonly host: RefObject<HTMLDivElement | null>;
  readonly onSort: (column: number) => void;
}

const GridHead = memo(function GridHead({ titles, edges, host, onSort }: GridHeadProps) {
  return (
    <div className="grid-head" role="row" aria-rowindex={1}>
      <div role="columnheader" aria-colindex={1} className="grid-corner">
        <span className="unseen">Row</span>
      </div>
      <div className="grid-title-window" role="presentation">
        <div ref={host} role="presentation">
          {titles.map((title, column) => {
            const left = edges[column] ?? 0;
            return (
              <div
                // Two columns may have one title.
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                key={column}
                role="columnheader"
                aria-colindex={column + 2}
                className="grid-cell"
                style={{ left, width: (edges[column + 1] ?? left) - left }}
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
            );
          })}
        </div>
      </div>
    </div>
  );
});

/** The selected cells as spreadsheets read them. */
function copied(table: CsvTable, shown: readonly number[], store: GridStore): string {
  const area = areaOf(store.getState().selection);
  const lines = [];
  for (let at = area.top; at <= area.bottom; at += 1) {
    const row = table.rows[shown[at] ?? -1];
    if (row === undefined) continue;
    const values = [];
    for (let column = area.left; column <= area.right; column += 1) values.push(spreadsheetText(valueAt(row, column)));
    lines.push(values.join('\t'));
  }
  return lines.join('\n');
}

/** Spreadsheets read a cell with breaks or tabs in it only in quotes. */
const spreadsheetText = (value: string): string =>
  /[\t\n\r"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
