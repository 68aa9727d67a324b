// One side of the canvas: a tree of fields as a list of rows of one height, of which only those in sight are in the document.
// Arrow keys, type-ahead and a single pointer listener; what a row means is told by the caller. May import its neighbours.
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useRef,
} from 'react';
import { FieldRow, type RowMark } from './FieldRow.tsx';
import { ROW_HEIGHT } from './line-geometry.ts';
import type { Row, Rows } from './rows.ts';

export interface TreeHandle {
  /** Puts the focus on a row and scrolls it into sight. */
  focusRow(path: string): void;
  scrollTo(path: string): void;
  /** Index of the row at this height of the window, -1 outside. */
  rowAt(clientY: number): number;
  readonly scroller: HTMLDivElement | null;
}

export interface FieldTreeProps {
  readonly side: 'source' | 'target';
  /** Name for screen readers. */
  readonly label: string;
  readonly rows: Rows;
  /** Path of the row that arrow keys start from. */
  readonly active: string | undefined;
  readonly selected: ReadonlySet<string>;
  /** Values of the sample, shown at the right of each row. */
  readonly valueAt: (path: string) => string | undefined;
  /** What is said of a row beside its name. Has to give the same object for the same mark. */
  readonly markAt: (path: string) => RowMark | undefined;
  readonly onActive: (path: string) => void;
  readonly onSelect: (path: string, options: { add: boolean }) => void;
  /** Rows from one to another are selected: by Shift, or all of them. */
  readonly onRange?: (paths: readonly string[], last: string) => void;
  readonly onToggle: (path: string, open: boolean) => void;
  /** Enter, or a double click. */
  readonly onOpen: (path: string) => void;
  /** Keys that the tree itself does not know. @returns whether it was taken */
  readonly onKey?: (event: KeyboardEvent, path: string) => boolean;
  readonly onPress?: (path: string, event: PointerEvent) => void;
  readonly onHover?: (path: string | undefined) => void;
  readonly onScroll: (side: 'source' | 'target', scrollTop: number) => void;
  readonly empty?: ReactNode;
  readonly ref?: Ref<TreeHandle>;
}

const OVERSCAN = 6;
/** Letters typed one after another within this time are one word. */
const TYPE_AHEAD_MS = 700;

export const FieldTree = memo(function FieldTree(props: FieldTreeProps) {
  const { side, label, rows, active, selected, valueAt, markAt, onActive, onScroll, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  /** The row that was selected last by itself: ranges begin there. */
  const anchor = useRef<string>(undefined);
  const { list } = rows;
  const virtual = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    useFlushSync: false,
  });
  const activeIndex = active === undefined ? 0 : Math.max(0, rows.indexOf(active));
  const activeId = `${side}-row-${activeIndex}`;
  /** Brings a row into sight; one that is in sight stays where it is. What is known of the list says so: nothing is measured. */
  const bringIn = (index: number): void => {
    const from = virtual.scrollOffset ?? 0;
    const height = virtual.scrollRect?.height ?? 0;
    const [top, bottom] = [index * ROW_HEIGHT, (index + 1) * ROW_HEIGHT];
    if (index < 0 || (top >= from && bottom <= from + height)) return;
    scroller.current?.scrollTo({ top: top < from ? top : bottom - height });
  };
  useImperativeHandle(props.ref, () => ({
    focusRow(path) {
      bringIn(rows.indexOf(path));
      onActive(path);
      const box = scroller.current;
      // To focus what has the focus would lay out the page all the same.
      if (box !== document.activeElement) box?.focus({ preventScroll: true });
    },
    scrollTo: (path) => bringIn(rows.indexOf(path)),
    rowAt: (clientY) => rowUnder({ clientY }),
    get scroller() {
      return scroller.current;
    },
  }));
  /** Selects the rows from the one that was selected last to this one. */
  const selectTo = (index: number, from = anchor.current): void => {
    const row = list[index];
    if (row === undefined || props.onRange === undefined) return;
    const start = from === undefined ? index : Math.max(0, rows.indexOf(from));
    const paths = list.slice(Math.min(start, index), Math.max(start, index) + 1).map((one) => one.field.path);
    anchor.current = from ?? row.field.path;
    props.onRange(paths, row.field.path);
  };
  const select = (path: string, add: boolean): void => {
    anchor.current = path;
    props.onSelect(path, { add });
  };
  const move = (index: number): void => {
    const next = Math.max(0, Math.min(list.length - 1, index));
    const row = list[next];
    if (row === undefined) return;
    onActive(row.field.path);
    bringIn(next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const row = list[activeIndex];
    if (row === undefined) return;
    if (props.onKey?.(event, row.field.path)) {
      event.preventDefault();
      return;
    }
    if (rangeKey(event, { index: activeIndex, last: list.length - 1 }, { move, selectTo, anchor, at: row.field.path }))
      return;
    const target = treeKey(event, { row, index: activeIndex, height: scroller.current?.clientHeight ?? 0, list });
    if (target === undefined) {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === ' ') return;
      const now = event.timeStamp;
      const text = (now - typed.current.at > TYPE_AHEAD_MS ? '' : typed.current.text) + event.key.toLowerCase();
      typed.current = { text, at: now };
      const hit = byLetters(list, activeIndex, text);
      if (hit >= 0) move(hit);
      return;
    }
    event.preventDefault();
    if (typeof target === 'number') move(target);
    else if (target === 'open') props.onToggle(row.field.path, true);
    else if (target === 'close') props.onToggle(row.field.path, false);
    else if (target === 'select') select(row.field.path, event.ctrlKey || event.metaKey);
    else props.onOpen(row.field.path);
  };
  /** Index of the row at a height of the window, -1 when there is none. */
  const rowUnder = ({ clientY }: { clientY: number }): number => {
    const box = scroller.current;
    if (box === null) return -1;
    const { top, bottom } = box.getBoundingClientRect();
    if (clientY < top || clientY > bottom) return -1;
    const index = Math.floor((clientY - top + box.scrollTop) / ROW_HEIGHT);
    return index < list.length ? index : -1;
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const row = list[rowUnder(event)];
    if (row === undefined || event.button !== 0) return;
    onActive(row.field.path);
    if ((event.target as Element).closest('[data-chevron]') !== null) {
      props.onToggle(row.field.path, !row.isOpen);
      return;
    }
    if (event.shiftKey) {
      selectTo(list.indexOf(row));
      return;
    }
    select(row.field.path, event.ctrlKey || event.metaKey);
    props.onPress?.(row.field.path, event);
  };
  return (
    <div
      ref={scroller}
      className="tree"
      role="tree"
      aria-label={label}
      aria-multiselectable
      aria-activedescendant={list.length === 0 ? undefined : activeId}
      tabIndex={0}
      data-side={side}
      onScroll={(event) => onScroll(side, event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => props.onHover?.(list[rowUnder(event)]?.field.path)}
      onPointerLeave={() => props.onHover?.(undefined)}
      onDoubleClick={(event) => {
        const row = list[rowUnder(event)];
        if (row !== undefined) props.onOpen(row.field.path);
      }}
    >
      {list.length === 0 ? empty : null}
      <div className="tree-rows" style={{ height: list.length * ROW_HEIGHT }} role="presentation">
        {shownIndexes(
          virtual.getVirtualItems().map((item) => item.index),
          activeIndex,
          list.length,
        ).map((index) => {
          const row = list[index] as Row;
          const { path } = row.field;
          return (
            <FieldRow
              key={path}
              id={`${side}-row-${index}`}
              row={row}
              top={index * ROW_HEIGHT}
              value={valueAt(path)}
              mark={markAt(path)}
              isActive={index === activeIndex}
              isSelected={selected.has(path)}
            />
          );
        })}
      </div>
    </div>
  );
});

/** Rows in sight, and the active one: it has to be in the document to be read out. */
function shownIndexes(visible: readonly number[], active: number, count: number): readonly number[] {
  return active >= count || visible.includes(active) ? visible : [...visible, active].sort((a, b) => a - b);
}

interface RangeActs {
  readonly move: (index: number) => void;
  readonly selectTo: (index: number, from?: string) => void;
  readonly anchor: { current: string | undefined };
  readonly at: string;
}

/** Shift with an arrow, Home or End selects on from where it began; Ctrl+A selects all rows. @returns whether it was one of them */
function rangeKey(
  event: KeyboardEvent,
  { index, last }: { readonly index: number; readonly last: number },
  { move, selectTo, anchor, at }: RangeActs,
): boolean {
  const isAll = (event.ctrlKey || event.metaKey) && event.key === 'a';
  const ends: Readonly<Record<string, number>> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: last };
  const to = isAll ? last : event.shiftKey ? ends[event.key] : undefined;
  if (to === undefined) return false;
  event.preventDefault();
  const end = Math.max(0, Math.min(last, to));
  if (isAll) {
    anchor.current = undefined;
    move(0);
    selectTo(0);
    selectTo(last);
    return true;
  }
  move(end);
  selectTo(end, anchor.current ?? at);
  return true;
}

interface KeyPlace {
  readonly row: Row;
  readonly index: number;
  readonly height: number;
  readonly list: readonly Row[];
}

/** What a key does in a tree (WAI-ARIA Authoring Practices, Tree View): an index to go to, or an act on the row. */
function treeKey(
  event: KeyboardEvent,
  { row, index, height, list }: KeyPlace,
): number | 'open' | 'close' | 'select' | 'enter' | undefined {
  const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
  switch (event.key) {
    case 'ArrowDown':
      return index + 1;
    case 'ArrowUp':
      return index - 1;
    case 'PageDown':
      return index + page;
    case 'PageUp':
      return index - page;
    case 'Home':
      return 0;
    case 'End':
      return list.length - 1;
    case 'ArrowRight':
      if (row.field.children.length === 0) return index;
      return row.isOpen ? index + 1 : 'open';
    case 'ArrowLeft':
      if (row.isOpen) return 'close';
      return row.parent < 0 ? index : row.parent;
    case ' ':
      return 'select';
    case 'Enter':
      return 'enter';
    default:
      return undefined;
  }
}

/** The next row whose name begins with the letters; a first letter goes on from the row after this one. */
function byLetters(list: readonly Row[], from: number, text: string): number {
  const start = text.length === 1 ? 1 : 0;
  for (let step = start; step < list.length + start; step += 1) {
    const index = (from + step) % list.length;
    if (list[index]?.field.name.toLowerCase().startsWith(text)) return index;
  }
  return -1;
}
