// The transitions from a state, each to be changed or taken away. May import parts/ and the lifecycle model.
import { Pencil, Trash2 } from 'lucide-react';
import type { TransitionLine } from '../../model/lifecycles/graph.ts';
import type { StepList } from '../../model/lifecycles/steps.ts';
import { IconButton } from '../../parts/Button.tsx';

export interface TransitionsProps {
  readonly lines: readonly TransitionLine[];
  readonly onOpen: (line: TransitionLine) => void;
  readonly onRemove: (line: TransitionLine) => void;
}

/** The list that a line stands in; undefined along the way, which no entry has to allow. */
export const listOf = ({ kind }: TransitionLine): StepList | undefined =>
  kind === 'step' ? 'steps' : kind === 'never' ? 'never' : undefined;

const saidOf = ({ kind, code, by }: TransitionLine): string =>
  kind === 'never' ? (code ?? '') : by.length === 0 ? 'anyone' : by.join(', ');

export function Transitions({ lines, onOpen, onRemove }: TransitionsProps) {
  return (
    <ul className="plain-list">
      {lines.map((line) => (
        <li key={`${line.kind} ${line.to}`} className="lifecycle-transition">
          <span>
            <strong>{line.to}</strong> <span className="soft">{saidOf(line)}</span>
            {line.why === undefined ? null : <span className="soft lifecycle-why">{line.why}</span>}
          </span>
          {listOf(line) === undefined ? null : (
            <span className="lifecycle-acts">
              <IconButton
                label={`Change the transition to ${line.to}`}
                icon={<Pencil aria-hidden size={14} />}
                onPress={() => onOpen(line)}
              />
              <IconButton
                label={line.kind === 'never' ? `No longer never to ${line.to}` : `Forbid the step to ${line.to}`}
                icon={<Trash2 aria-hidden size={14} />}
                onPress={() => onRemove(line)}
              />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
