// The field of the cell that is open. It stands in the document all the time, because making a field costs a key more than placing one;
// what is typed is the field's own until it is left: nothing is rendered by a key. May import its neighbours and parts/.
import { useEffect, useRef } from 'react';
import type { CellPlace } from '../../parts/grid-keys.ts';
import { type CellEditing, cellTitle, type GridStore } from './grid-store.ts';
import { ROW_HEIGHT } from './grid-view.ts';

export interface CellEditorProps {
  readonly store: GridStore;
  readonly titles: readonly string[];
  readonly edges: readonly number[];
  /** Indexes of the rows that are shown, in order. */
  readonly shown: readonly number[];
  /** The field was left; `value` is undefined when what was typed does not count. */
  readonly onEnd: (place: CellPlace, value: string | undefined, step?: CellPlace) => void;
}

const STEPS: Readonly<Record<string, { readonly forth: CellPlace; readonly back: CellPlace }>> = {
  Enter: { forth: { row: 1, column: 0 }, back: { row: -1, column: 0 } },
  Tab: { forth: { row: 0, column: 1 }, back: { row: 0, column: -1 } },
};

export function CellEditor(props: CellEditorProps) {
  const { store, onEnd } = props;
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(
    () =>
      store.subscribe(({ editing }, before) => {
        if (input.current !== null && editing !== before.editing) show(input.current, editing, latest.current);
      }),
    [store],
  );
  const end = (keeps: boolean, step?: CellPlace) => {
    const { editing } = store.getState();
    // Leaving the field by a key takes the focus away from it, which leaves it once more.
    if (editing === undefined || input.current === null) return;
    const { value } = input.current;
    store.setState({ editing: undefined });
    onEnd(editing.place, keeps ? value : undefined, step);
  };
  return (
    <input
      ref={input}
      className="grid-input"
      spellCheck={false}
      autoComplete="off"
      aria-label="Cell"
      tabIndex={-1}
      onPointerDown={(event) => event.stopPropagation()}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        const steps = STEPS[event.key];
        if (event.nativeEvent.isComposing) return;
        if (steps !== undefined) end(true, event.shiftKey ? steps.back : steps.forth);
        else if (event.key === 'Escape') end(false);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}

type Shown = Pick<CellEditorProps, 'titles' | 'edges' | 'shown'>;

/** Opens the field over its cell with the focus in it, or hides it. */
function show(input: HTMLInputElement, editing: CellEditing | undefined, { titles, edges, shown }: Shown): void {
  input.toggleAttribute('data-open', editing !== undefined);
  if (editing === undefined) return;
  const { place, start, isTyped } = editing;
  const left = edges[place.column] ?? 0;
  input.style.top = `${place.row * ROW_HEIGHT}px`;
  input.style.left = `${left}px`;
  input.style.minWidth = `${(edges[place.column + 1] ?? left) - left}px`;
  input.ariaLabel = cellTitle(titles[place.column], shown[place.row]);
  input.value = start;
  input.focus({ preventScroll: true });
  if (!isTyped) input.select();
}
