// When something should be dealt with, and how pressing it is. May import api/ types and its neighbours.
import type { ExceptionView } from '../api/message-shapes.ts';
import { Badge } from './Badge.tsx';
import { durationText } from './Moment.tsx';

const TONES = { urgent: 'bad', high: 'warn', normal: 'plain', low: 'plain' } as const;

/** `normal` goes without saying. */
export function PriorityBadge({ priority }: { priority: ExceptionView['priority'] }) {
  return priority === 'normal' ? null : <Badge tone={TONES[priority]}>{priority}</Badge>;
}

/** `due in 3 h`, or by how much it is overdue, marked. */
export function Due({ at }: { at: string | null }) {
  if (at === null) return null;
  const left = Date.parse(at) - Date.now();
  const text = durationText(Math.abs(left));
  return left > 0 ? (
    <time dateTime={at} title={at}>
      due in {text}
    </time>
  ) : (
    <time dateTime={at} title={at} className="overdue">
      overdue {text}
    </time>
  );
}
