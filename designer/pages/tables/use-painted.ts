// Keeps the picture of a grid true: what the painter draws follows the content, the selection, the size and the scroll position.
// May import its neighbours.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { type GridHosts, GridPainter, type GridScene } from './grid-painter.ts';
import { type GridStore, selectionAt } from './grid-store.ts';
import { GUTTER_WIDTH, HEAD_HEIGHT, ROW_HEIGHT, scrollFor, type Viewport } from './grid-view.ts';

/** What is drawn, besides where one looks and what is selected. */
export type GridContent = Omit<GridScene, 'view' | 'selection'>;

/**
 * Draws when the content, the selection, the size or the scroll position changes.
 *
 * @param box  the element that scrolls
 * @returns where the painter draws, to be placed in the document, and what of the grid is in sight
 */
export function usePainted(box: RefObject<HTMLDivElement | null>, content: GridContent, store: GridStore) {
  const hosts = {
    sheet: useRef<HTMLDivElement>(null),
    rows: useRef<HTMLDivElement>(null),
    gutters: useRef<HTMLDivElement>(null),
    titles: useRef<HTMLDivElement>(null),
    cursor: useRef<HTMLDivElement>(null),
    range: useRef<HTMLDivElement>(null),
  };
  const view = useRef<Viewport>({ top: 0, left: 0, width: 1200, height: 600 });
  const painter = useRef<GridPainter>(undefined);
  const latest = useRef(content);
  const isRevealed = useRef(true);
  latest.current = content;

  const draw = useCallback(() => {
    const { selection } = store.getState();
    painter.current?.draw({ ...latest.current, view: view.current, selection });
  }, [store]);
  /** Scrolls as far as the active cell needs: what is in sight is known without asking the document. */
  const reveal = useCallback(() => {
    const element = box.current;
    const { edges, shown } = latest.current;
    const { row, column } = store.getState().selection.active;
    // A row or column that was just added comes with the next content.
    if (element === null || isRevealed.current || row >= shown.length || column >= edges.length - 1) return;
    isRevealed.current = true;
    const now = view.current;
    const left = edges[column] ?? 0;
    const top = scrollFor(row * ROW_HEIGHT, ROW_HEIGHT, { start: now.top, length: now.height });
    const across = scrollFor(left, (edges[column + 1] ?? left) - left, {
      start: now.left,
      length: now.width,
    });
    if (top !== now.top) element.scrollTop = top;
    if (across !== now.left) element.scrollLeft = across;
    if (top !== now.top || across !== now.left)
      view.current = { ...now, top: element.scrollTop, left: element.scrollLeft };
  }, [box, store]);

  const { sheet, rows, gutters, titles, cursor, range } = hosts;
  useLayoutEffect(() => {
    const found = {
      grid: box.current,
      sheet: sheet.current,
      rows: rows.current,
      gutters: gutters.current,
      titles: titles.current,
      cursor: cursor.current,
      range: range.current,
    };
    if (!areThere(found)) return;
    const made = new GridPainter(found);
    painter.current = made;
    return () => made.clear();
  }, [box, sheet, rows, gutters, titles, cursor, range]);
  // Before the paint, so that what was edited is seen in the same frame.
  useLayoutEffect(() => {
    const { active } = store.getState().selection;
    if (content.shown.length > 0 && active.row >= content.shown.length)
      store.setState({ selection: selectionAt({ ...active, row: content.shown.length - 1 }) });
    reveal();
    draw();
  }, [content, store, reveal, draw]);
  useEffect(
    () =>
      store.subscribe(({ selection }, before) => {
        if (selection === before.selection) return;
        if (selection.active !== before.selection.active) isRevealed.current = false;
        reveal();
        draw();
      }),
    [store, reveal, draw],
  );
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const onScroll = () => {
      const { scrollTop: top, scrollLeft: left } = element;
      if (top === view.current.top && left === view.current.left) return;
      view.current = { ...view.current, top, left };
      draw();
    };
    const observer = new ResizeObserver(() => {
      view.current = {
        top: element.scrollTop,
        left: element.scrollLeft,
        width: element.clientWidth - GUTTER_WIDTH,
        height: element.clientHeight - HEAD_HEIGHT,
      };
      draw();
    });
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [box, draw]);
  return { hosts, view };
}

const areThere = (found: { readonly [Host in keyof GridHosts]: HTMLElement | null }): found is GridHosts =>
  Object.values(found).every((host) => host !== null);
