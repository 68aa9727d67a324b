// Times and lengths of time as people read them. Imports nothing of ours.

const UNITS: readonly [ms: number, short: string][] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** `3 h`, `12 min`, `450 ms`: the largest unit that fits, rounded down. */
export function durationText(ms: number): string {
  const unit = UNITS.find(([size]) => ms >= size);
  return unit === undefined ? `${Math.round(ms)} ms` : `${Math.floor(ms / unit[0])} ${unit[1]}`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const YEAR = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', year: 'numeric' });

/** The clock today, the day before with its clock, and the date alone in other years. */
export function momentText(at: Date, now = new Date()): string {
  if (at.toDateString() === now.toDateString()) return CLOCK.format(at);
  if (at.getFullYear() === now.getFullYear()) return `${DAY.format(at)} ${CLOCK.format(at).slice(0, 5)}`;
  return YEAR.format(at);
}

/** A time, in full on hovering; `ago` says how long it is since. */
export function Moment({ at, ago = false }: { at: string | null; ago?: boolean }) {
  if (at === null) return <span className="soft">never</span>;
  const date = new Date(at);
  const text = ago ? `${durationText(Math.max(0, Date.now() - date.getTime()))} ago` : momentText(date);
  return (
    <time dateTime={at} title={date.toISOString()}>
      {text}
    </time>
  );
}
