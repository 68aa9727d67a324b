// The state of a message, a delivery or an order as a badge: one colour for each meaning, everywhere. May import ./Badge.tsx.
import { Badge, type Tone } from './Badge.tsx';

const TONES: Readonly<Record<string, Tone>> = {
  accepted: 'accent',
  received: 'accent',
  released: 'accent',
  in_fulfilment: 'accent',
  partially_shipped: 'accent',
  processed: 'good',
  held: 'warn',
  duplicate: 'plain',
  discarded: 'plain',
  pending: 'accent',
  delivered: 'good',
  dead: 'bad',
  refused: 'bad',
  replaced: 'plain',
  cancelled: 'bad',
  rejected: 'bad',
  shipped: 'good',
  closed: 'good',
  passed: 'good',
  failed: 'bad',
  open: 'warn',
  resolved: 'good',
  applied: 'good',
  conflict: 'bad',
};

/** `partially_shipped` as people write it. */
export const wordsOfStatus = (status: string): string => status.replaceAll('_', ' ');

export function StatusBadge({ status, message = false }: { status: string | null; message?: boolean }) {
  if (status === null) return <span className="soft">none</span>;
  // A message that was accepted is still under way; an order that was accepted has got somewhere.
  const tone = status === 'accepted' && !message ? 'good' : (TONES[status] ?? 'plain');
  return <Badge tone={tone}>{message && status === 'accepted' ? 'under way' : wordsOfStatus(status)}</Badge>;
}
