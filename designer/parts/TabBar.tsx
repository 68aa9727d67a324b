// Tabs: a row of names, one of which is open (WAI-ARIA Authoring Practices, Tabs). Imports React only.
// Our own, because a collection that is built anew with every change of what a tab holds costs more than what it holds.
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';

export interface TabSpec {
  readonly id: string;
  readonly title: string;
  /** A count or a mark behind the title. */
  readonly mark?: ReactNode;
  readonly content: ReactNode;
}

export interface TabBarProps {
  readonly label: string;
  readonly tabs: readonly TabSpec[];
  readonly chosen?: string;
  readonly onChoose?: (id: string) => void;
}

/** Where a key leads from the n-th of so many tabs; undefined for a key that leads nowhere. */
function placeAfter(key: string, { at, count }: { readonly at: number; readonly count: number }): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

/** Only the open tab's content is in the document. Arrow keys open the next tab. */
export function TabBar({ label, tabs, chosen, onChoose }: TabBarProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState<string>();
  const wanted = chosen ?? own;
  const at = Math.max(
    0,
    tabs.findIndex((tab) => tab.id === wanted),
  );
  const open = tabs[at];
  const choose = (tab: TabSpec): void => {
    setOwn(tab.id);
    onChoose?.(tab.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = placeAfter(event.key, { at, count: tabs.length });
    const tab = next === undefined ? undefined : tabs[next];
    if (next === undefined || tab === undefined) return;
    event.preventDefault();
    choose(tab);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  return (
    <div className="tabs">
      <div ref={list} className="tab-list" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}${tab.id}`}
            className="tab"
            aria-selected={tab === open}
            aria-controls={tab === open ? `${id}panel` : undefined}
            tabIndex={tab === open ? 0 : -1}
            onClick={() => choose(tab)}
          >
            {tab.title}
            {tab.mark}
          </button>
        ))}
      </div>
      {open === undefined ? null : (
        <div
          key={open.id}
          role="tabpanel"
          id={`${id}panel`}
          aria-labelledby={`${id}${open.id}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what is in it may be no more than text that is scrolled
          tabIndex={0}
          className="tab-panel"
        >
          {open.content}
        </div>
      )}
    </div>
  );
}
