// Says whether the page follows what happens. May import api/live.ts.
import { useLiveState } from '../api/live.ts';

export function LiveMark() {
  const state = useLiveState();
  const words = { live: 'Live', broken: 'Not live: connecting again', off: 'Connecting' }[state];
  return (
    <span className="live" data-state={state} title={words}>
      <span aria-hidden className="live-dot" />
      {state === 'live' ? 'Live' : words}
    </span>
  );
}
