// The way of a message, drawn: one box a step, the first that stopped it marked. May import ./way-steps.ts.
import { Moment } from '../../parts/Moment.tsx';
import type { Step } from './way-steps.ts';

export interface WayProps {
  readonly steps: readonly Step[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

export function Way({ steps, chosen, onChoose }: WayProps) {
  return (
    <ol className="way" aria-label="The way of the message">
      {steps.map(({ id, name, status, words, at, took }) => (
        <li key={id} className="way-step" data-status={status} data-step={id}>
          <button type="button" className="way-box" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
            <span className="way-name">{name}</span>
            <span className="way-word" title={words}>
              {words}
            </span>
            {at === undefined && took === undefined ? null : (
              <span className="way-word">
                {at === undefined ? null : <Moment at={at} />}
                {at === undefined || took === undefined ? null : ', '}
                {took}
              </span>
            )}
            <span className="unseen">{status}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
