// What is to be said of how a source is heard: silent, as usual, or still being learned. May import types of api/ and parts/.
import type { SourceView } from '../api/operations.ts';
import { durationText } from '../parts/Moment.tsx';

const rate = (value: number): string => (value >= 10 ? String(Math.round(value)) : value.toFixed(1));

export function cadenceWords({ name, cadence }: SourceView): string {
  if (cadence === null) return 'Never heard of.';
  const { status, silentMs, usualPerHour, expectedSince } = cadence;
  if (status === 'silent')
    return `Nothing from ${name} for ${durationText(silentMs)}, usually ${rate(usualPerHour)} an hour: about ${rate(expectedSince)} should have come.`;
  if (status === 'learning') return 'What is usual is still being learned: less than a day is known.';
  return `Usually ${rate(usualPerHour)} an hour at this time of day.`;
}
