// Proposals to look through: each with its reason, accepted one by one or together, as one step. May import model/ and parts/.
import { useState } from 'react';
import { DEFAULT_CONFIDENCE, type Suggestion } from '../model/suggest/suggest.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button } from '../parts/Button.tsx';
import { Checkbox } from '../parts/fields.tsx';
import { Modal } from '../parts/Modal.tsx';
import { EmptyState } from '../parts/states.tsx';

export interface SuggestDialogProps {
  readonly open: boolean;
  readonly suggestions: readonly Suggestion[];
  readonly onClose: () => void;
  readonly onAccept: (accepted: readonly Suggestion[]) => void;
}

export function SuggestDialog(props: SuggestDialogProps) {
  // What was ticked belongs to one opening.
  return props.open ? <Suggestions key={props.suggestions.length} {...props} /> : null;
}

function Suggestions({ open, suggestions, onClose, onAccept }: SuggestDialogProps) {
  const [chosen, setChosen] = useState(
    () => new Set(suggestions.filter((one) => one.confidence >= DEFAULT_CONFIDENCE).map((one) => one.target)),
  );
  const accepted = suggestions.filter((one) => chosen.has(one.target));
  const toggle = (to: string, isSelected: boolean) => {
    const next = new Set(chosen);
    if (isSelected) next.add(to);
    else next.delete(to);
    setChosen(next);
  };
  const short = (path: string) => path.slice(1).replaceAll('/', '.');
  return (
    <Modal
      title="Suggestions"
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button
            tone="main"
            isDisabled={accepted.length === 0}
            onPress={() => {
              onAccept(accepted);
              onClose();
            }}
          >
            {`Accept ${accepted.length}`}
          </Button>
        </>
      }
    >
      {suggestions.length === 0 ? (
        <EmptyState title="Nothing to suggest">Every field that has a likely partner is connected.</EmptyState>
      ) : (
        <ul className="suggestions" aria-label="Suggestions">
          {suggestions.map((one) => (
            <li key={one.target}>
              <Checkbox isSelected={chosen.has(one.target)} onChange={(isSelected) => toggle(one.target, isSelected)}>
                <span className="clip">
                  <code>{short(one.source)}</code> → <code>{short(one.target)}</code>
                </span>
              </Checkbox>
              <span className="soft">{one.reasons.join(', ')}</span>
              <Badge tone={one.confidence >= DEFAULT_CONFIDENCE ? 'good' : 'plain'}>
                {Math.round(one.confidence * 100)} %
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
