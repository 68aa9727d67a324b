// A search with its hits below it: letters narrow them, arrow keys go through them, Enter or a click takes one. Imports React only.
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';

/** More than these are not shown; more letters find the rest. */
const MOST = 60;

export interface FinderProps<Item> {
  /** What the input and the list are called. */
  readonly label: string;
  readonly listLabel: string;
  readonly placeholder: string;
  readonly inputClass: string;
  readonly listClass: string;
  /** The class of what is said below the list: that more is there, or nothing. */
  readonly noteClass: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** What stands first in a hit: an item whose title begins with the text comes before others. */
  readonly titleOf: (item: Item) => string;
  /** All that is searched. */
  readonly wordsOf: (item: Item) => string;
  readonly isChosen?: (item: Item) => boolean;
  readonly onPick: (item: Item) => void;
  readonly children: (item: Item) => ReactNode;
}

export function Finder<Item>(props: FinderProps<Item>) {
  const { items, titleOf, wordsOf, onPick } = props;
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const found = useMemo(() => find(items, text, { titleOf, wordsOf }), [items, text, titleOf, wordsOf]);
  const shown = found.slice(0, MOST);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}${active}`)}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, id]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const picked = shown[active];
    if (event.key === 'ArrowDown') setActive(Math.min(shown.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else if (event.key === 'Enter' && picked !== undefined) onPick(picked);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className={props.inputClass}
        role="combobox"
        aria-label={props.label}
        aria-expanded
        aria-controls={id}
        aria-activedescendant={shown.length === 0 ? undefined : `${id}${active}`}
        placeholder={props.placeholder}
        // biome-ignore lint/a11y/noAutofocus: it is opened to type in
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={id} role="listbox" aria-label={props.listLabel} className={props.listClass}>
        {shown.map((item, index) => {
          const isChosen = props.isChosen?.(item);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the input does the same
            <div
              key={props.keyOf(item)}
              id={`${id}${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={isChosen ?? index === active}
              className="option"
              data-focused={index === active || undefined}
              data-selected={isChosen || undefined}
              onPointerMove={() => setActive(index)}
              onClick={() => onPick(item)}
            >
              {props.children(item)}
            </div>
          );
        })}
      </div>
      {found.length > MOST ? (
        <p className={`${props.noteClass} soft`}>{found.length - MOST} more: type to find them</p>
      ) : null}
      {found.length === 0 ? <p className={`${props.noteClass} soft`}>Nothing has that name.</p> : null}
    </>
  );
}

/** Items that hold every word that was typed; those whose title begins with the first come first. */
function find<Item>(
  items: readonly Item[],
  text: string,
  { titleOf, wordsOf }: Pick<FinderProps<Item>, 'titleOf' | 'wordsOf'>,
): readonly Item[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return items;
  const hits = items.filter((item) => {
    const all = wordsOf(item).toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const rank = (item: Item): number => (titleOf(item).toLowerCase().startsWith(first) ? 0 : 1);
  return hits.sort((left, right) => rank(left) - rank(right));
}
