// A choice among thousands: a button that opens a search. Only what is found is in the document, and nothing before it is opened.
// May import ./Finder.tsx and types of ./fields.tsx.
import { ChevronDown } from 'lucide-react';
import { memo, useId, useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Finder } from './Finder.tsx';
import type { Choice } from './fields.tsx';

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

export const PickField = memo(function PickField(props: PickFieldProps) {
  const { label, value, choices, onChange, placeholder = 'Choose', shown } = props;
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
            <Choices
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
});

interface ChoicesProps {
  readonly label: string;
  readonly choices: () => readonly Choice[];
  readonly value: string | undefined;
  readonly onPick: (id: string) => void;
}

const labelOf = ({ label }: Choice): string => label;

function Choices({ label, choices, value, onPick }: ChoicesProps) {
  const [all] = useState(choices);
  return (
    <Finder
      label={`Find ${label.toLowerCase()}`}
      listLabel={label}
      placeholder="Find"
      inputClass="input"
      listClass="pick-list"
      noteClass="pick-more"
      items={all}
      keyOf={({ id }) => id}
      titleOf={labelOf}
      wordsOf={labelOf}
      isChosen={({ id }) => id === value}
      onPick={({ id }) => onPick(id)}
    >
      {(choice) => <span className="clip">{choice.label}</span>}
    </Finder>
  );
}
