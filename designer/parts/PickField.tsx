// A choice among thousands: a button that opens a search. Only what is found is in the document, and nothing before it is opened.
// May import types of ./fields.tsx.
import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { Choice } from './fields.tsx';

/** More than these are not shown; more letters find the rest. */
const MOST = 60;

export interface PickFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  /** Asked for when the search is opened. */
  readonly choices: () => readonly Choice[];
  readonly onChange: (id: string) => void;
  readonly placeholder?: string;
  /** What is shown of the value. */
  readonly shown: (id: string) => string;
}

export function PickField({ label, value, choices, onChange, placeholder = 'Choose', shown }: PickFieldProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <div className="field">
      <span id={id} className="field-label">
        {label}
      </span>
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <Button className="input select" aria-labelledby={id} aria-describedby={`${id}value`}>
          <span id={`${id}value`} className={value === undefined ? 'clip soft' : 'clip'}>
            {value === undefined ? placeholder : shown(value)}
          </span>
          <ChevronDown aria-hidden size={14} />
        </Button>
        <Popover className="popover pick" placement="bottom start">
          <Dialog className="pick-dialog" aria-label={label}>
            <Finder
              label={label}
              choices={choices}
              value={value}
              onPick={(picked) => {
                setOpen(false);
                onChange(picked);
              }}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
    </div>
  );
}

interface FinderProps {
  readonly label: string;
  readonly choices: () => readonly Choice[];
  readonly value: string | undefined;
  readonly onPick: (id: string) => void;
}

function Finder({ label, choices, value, onPick }: FinderProps) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [all] = useState(choices);
  const found = useMemo(() => find(all, text), [all, text]);
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
    else if (event.key === 'Enter' && picked !== undefined) onPick(picked.id);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        className="input"
        role="combobox"
        aria-label={`Find ${label.toLowerCase()}`}
        aria-expanded
        aria-controls={id}
        aria-activedescendant={shown.length === 0 ? undefined : `${id}${active}`}
        placeholder="Find"
        // biome-ignore lint/a11y/noAutofocus: it is opened to type in
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={id} role="listbox" aria-label={label} className="pick-list">
        {shown.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the input does the same
          <div
            key={choice.id}
            id={`${id}${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice.id === value}
            className="option"
            data-focused={index === active || undefined}
            data-selected={choice.id === value || undefined}
            onPointerMove={() => setActive(index)}
            onClick={() => onPick(choice.id)}
          >
            <span className="clip">{choice.label}</span>
          </div>
        ))}
      </div>
      {found.length > MOST ? <p className="pick-more soft">{found.length - MOST} more: type to find them</p> : null}
      {found.length === 0 ? <p className="pick-more soft">Nothing has that name.</p> : null}
    </>
  );
}

/** Choices that hold every word that was typed; those that begin with it come first. */
function find(choices: readonly Choice[], text: string): readonly Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const [first] = words;
  if (first === undefined) return choices;
  const hits = choices.filter(({ label }) => {
    const name = label.toLowerCase();
    return words.every((word) => name.includes(word));
  });
  const rank = ({ label }: Choice): number => (label.toLowerCase().startsWith(first) ? 0 : 1);
  return hits.sort((left, right) => rank(left) - rank(right));
}
