// The matrix itself: a row for each field, a column for each class; arrow keys move, Enter changes a cell. Imports the model.
import { type KeyboardEvent, useRef, useState } from 'react';
import { type OwnershipRow, type Part, partOf } from '../../model/ownership/matrix.ts';

export interface OwnershipGridProps {
  readonly label: string;
  readonly classes: readonly string[];
  readonly rows: readonly OwnershipRow[];
  readonly chosen: string;
  readonly onChoose: (path: string) => void;
  readonly onPart: (row: OwnershipRow, systemClass: string) => void;
}

const WORDS: Readonly<Record<Part, string>> = { owner: 'owner', reporter: 'reporter', none: '' };

const shortPath = (path: string): string =>
  path
    .split('/')
    .filter((step) => step !== '*')
    .at(-1) ?? path;

export function OwnershipGrid({ label, classes, rows, chosen, onChoose, onPart }: OwnershipGridProps) {
  const table = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState({ row: 0, column: 0 });
  const active = { row: Math.min(place.row, rows.length - 1), column: place.column };
  const go = (row: number, column: number) => {
    const next = {
      row: Math.max(0, Math.min(rows.length - 1, row)),
      column: Math.max(0, Math.min(classes.length - 1, column)),
    };
    setPlace(next);
    onChoose(rows[next.row]?.path ?? '');
    table.current?.querySelector<HTMLElement>(`[data-place="${next.row} ${next.column}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-12, 0],
      PageDown: [12, 0],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(active.row + step[0], active.column + step[1]);
  };
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
            <tr
              key={row.path}
              data-own={row.path === '' || row.ruledBy === row.path || undefined}
              data-chosen={row.path === chosen || undefined}
            >
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
                      tabIndex={index === active.row && column === active.column ? 0 : -1}
                      aria-label={`${row.path === '' ? 'everything else' : row.path}, ${name}: ${part === 'none' ? 'neither' : part}`}
                      onFocus={() => setPlace({ row: index, column })}
                      onClick={() => {
                        onChoose(row.path);
                        onPart(row, name);
                      }}
                    >
                      {WORDS[part]}
                    </button>
                  </td>
                );
              })}
              <td className="ownership-otherwise">{row.otherwise}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
