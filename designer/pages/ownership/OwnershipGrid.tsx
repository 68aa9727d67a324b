// The matrix itself: a row for each field, a column for each class; arrow keys move, Enter changes a cell.
// May import parts/ and the model.
import { type KeyboardEvent, memo, useRef, useState } from 'react';
import { type OwnershipRow, type Part, partOf } from '../../model/ownership/matrix.ts';
import { type CellPlace, inside, placeAfter } from '../../parts/grid-keys.ts';
import { useEvent } from '../../parts/use-event.ts';

export interface OwnershipGridProps {
  readonly label: string;
  readonly classes: readonly string[];
  readonly rows: readonly OwnershipRow[];
  readonly chosen: string;
  readonly onChoose: (path: string) => void;
  readonly onPart: (row: OwnershipRow, systemClass: string) => void;
}

/** Rows that PageUp and PageDown pass. */
const PAGE = 12;

const WORDS: Readonly<Record<Part, string>> = { owner: 'owner', reporter: 'reporter', none: '' };

const shortPath = (path: string): string =>
  path
    .split('/')
    .filter((step) => step !== '*')
    .at(-1) ?? path;

export function OwnershipGrid({ label, classes, rows, chosen, onChoose, onPart }: OwnershipGridProps) {
  const table = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState<CellPlace>({ row: 0, column: 0 });
  const size = { rows: rows.length, columns: classes.length, page: PAGE };
  const active = inside(place, size);
  const onKeyDown = (event: KeyboardEvent) => {
    const led = placeAfter(event.key, active, { ...size, mod: event.ctrlKey || event.metaKey });
    if (led === undefined) return;
    event.preventDefault();
    const { row, column } = inside(led, size);
    onChoose(rows[row]?.path ?? '');
    table.current?.querySelector<HTMLElement>(`[data-place="${row} ${column}"]`)?.focus();
  };
  const press = useEvent((row: OwnershipRow, systemClass: string) => {
    onChoose(row.path);
    onPart(row, systemClass);
  });
  return (
    <div className="ownership-scroll">
      <table ref={table} className="ownership-grid" aria-label={label} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            {classes.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <th scope="col">Otherwise</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Row
              key={row.path}
              row={row}
              index={index}
              classes={classes}
              isChosen={row.path === chosen}
              stop={index === active.row ? active.column : undefined}
              onFocus={setPlace}
              onPress={press}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: OwnershipRow;
  readonly index: number;
  readonly classes: readonly string[];
  readonly isChosen: boolean;
  /** The column of the cell that Tab stops at, if it stands in this row. */
  readonly stop: number | undefined;
  readonly onFocus: (place: CellPlace) => void;
  readonly onPress: (row: OwnershipRow, systemClass: string) => void;
}

/** An arrow concerns two rows: the others stay as they are. */
const Row = memo(function Row({ row, index, classes, isChosen, stop, onFocus, onPress }: RowProps) {
  return (
    <tr data-own={row.path === '' || row.ruledBy === row.path || undefined} data-chosen={isChosen || undefined}>
      <th scope="row" title={row.path === '' ? row.description : `${row.path}: ${row.description}`}>
        <span className="clip" style={{ paddingLeft: row.depth * 14 }}>
          {row.path === '' ? 'Everything else' : shortPath(row.path)}
        </span>
      </th>
      {classes.map((name, column) => {
        const part = partOf(row, name);
        return (
          <td key={name}>
            <button
              type="button"
              className="ownership-cell"
              data-part={part}
              data-place={`${index} ${column}`}
              tabIndex={column === stop ? 0 : -1}
              aria-label={`${row.path === '' ? 'everything else' : row.path}, ${name}: ${part === 'none' ? 'neither' : part}`}
              onFocus={() => onFocus({ row: index, column })}
              onClick={() => onPress(row, name)}
            >
              {WORDS[part]}
            </button>
          </td>
        );
      })}
      <td className="ownership-otherwise">{row.otherwise}</td>
    </tr>
  );
});
