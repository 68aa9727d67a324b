// The field of the cell that is open. What is typed is the field's own until it is left: nothing else is rendered by a key.
// May import its neighbours.
import { useRef } from 'react';
import { useStore } from 'zustand';
import { type CellPlace, cellTitle, type GridStore } from './grid-store.ts';
import { GUTTER_WIDTH, HEAD_HEIGHT, ROW_HEIGHT } from './grid-view.ts';

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

export function CellEditor({ store, titles, edges, shown, onEnd }: CellEditorProps) {
  const editing = useStore(store, (state) => state.editing);
  const input = useRef<HTMLInputElement>(null);
  if (editing === undefined) return null;
  const { place, start, isTyped } = editing;
  const left = edges[place.column] ?? 0;
  const end = (keeps: boolean, step?: CellPlace) => {
    const value = input.current?.value;
    // Leaving the field by a key takes the focus away from it, which leaves it once more.
    if (store.getState().editing !== editing) return;
    store.setState({ editing: undefined });
    onEnd(place, keeps ? value : undefined, step);
  };
  return (
    <input
      ref={input}
      key={`${place.row} ${place.column}`}
      className="grid-input"
      aria-label={cellTitle(titles[place.column], shown[place.row])}
      defaultValue={start}
      spellCheck={false}
      // biome-ignore lint/a11y/noAutofocus: the cell is opened for typing
      autoFocus
      onFocus={(event) => isTyped || event.currentTarget.select()}
      style={{
        top: HEAD_HEIGHT + place.row * ROW_HEIGHT,
        left: GUTTER_WIDTH + left,
        minWidth: (edges[place.column + 1] ?? left) - left,
      }}
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
