// Asks for the name of a new state. May import parts/ only.
import { useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { Checkbox, TextField } from '../../parts/fields.tsx';
import { Modal } from '../../parts/Modal.tsx';

export interface AddStateProps {
  readonly taken: readonly string[];
  readonly onAdd: (state: { readonly name: string; readonly aside: boolean }) => void;
  readonly onClose: () => void;
}

export function AddState({ taken, onAdd, onClose }: AddStateProps) {
  const [typed, setTyped] = useState('');
  const [aside, setAside] = useState(false);
  const name = typed.trim();
  const isTaken = taken.includes(name);
  return (
    <Modal
      title="Add a state"
      open
      onClose={onClose}
      onSubmit={() => onAdd({ name, aside })}
      size="small"
      actions={
        <Button tone="main" type="submit" isDisabled={name === '' || isTaken}>
          Add
        </Button>
      }
    >
      <div className="stack">
        <TextField
          label="Name"
          help="In snake_case, as it stands in documents."
          value={typed}
          onChange={setTyped}
          autoFocus
          mono
          {...(isTaken ? { error: 'There is a state of this name' } : {})}
        />
        <Checkbox isSelected={aside} onChange={setAside}>
          Aside of the way forward: reached and left by steps alone
        </Checkbox>
      </div>
    </Modal>
  );
}
