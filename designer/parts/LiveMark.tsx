// Says whether the page follows what happens. May import api/live.ts.
import { useLiveState } from '../api/live.ts';

export interface LiveMarkProps {
  /** The page does not follow now, because somebody reads far down or said so. */
  readonly isStill?: boolean;
}

export function LiveMark({ isStill = false }: LiveMarkProps) {
  const state = useLiveState();
  if (isStill) return <span className="soft">Held still</span>;
  const words = { live: 'Live', broken: 'Not live: connecting again', off: 'Connecting' }[state];
  return (
    <span className="live" data-state={state} title={words}>
      <span aria-hidden className="live-dot" />
      {state === 'live' ? 'Live' : words}
    </span>
  );
}
