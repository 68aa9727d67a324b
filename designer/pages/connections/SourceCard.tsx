// One source: when it was heard of, what is usual of it, and whether it is silent. May import api/ types and parts/.
import { Link } from 'wouter';
import type { SourceView } from '../../api/operations.ts';
import { cadenceWords } from '../../panels/cadence-words.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Moment } from '../../parts/Moment.tsx';

const HOUR_MS = 3_600_000;
const HOURS = 48;

/** Receipts of the last two days, hour by hour. */
function Spark({ source }: { source: SourceView }) {
  const now = Math.floor(Date.now() / HOUR_MS);
  const counts = new Map(source.hours.map(({ at, count }) => [Math.floor(Date.parse(at) / HOUR_MS), count]));
  const values = Array.from({ length: HOURS }, (_one, index) => counts.get(now - HOURS + 1 + index) ?? 0);
  const most = Math.max(1, ...values);
  return (
    <div
      className="spark"
      role="img"
      aria-label={`The last two days by the hour: at most ${most} receipts an hour, ${values.reduce((sum, one) => sum + one, 0)} in all`}
    >
      {values.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one bar for each hour, in their order
        <i key={index} data-none={value === 0 || undefined} style={{ height: `${(100 * value) / most}%` }} />
      ))}
    </div>
  );
}

export function SourceCard({ source }: { source: SourceView }) {
  const { name, cadence, received, today, lastHour, lastAt } = source;
  const isSilent = cadence?.status === 'silent';
  return (
    <article className="card" data-tone={isSilent ? 'bad' : undefined} aria-label={`Source ${name}`}>
      <div className="card-head">
        <h3 title={name}>{name}</h3>
        <span className="cluster-tight">
          {source.class === null ? null : <Badge>{source.class}</Badge>}
          {isSilent ? (
            <Badge tone="bad">silent</Badge>
          ) : cadence === null ? (
            <Badge>never</Badge>
          ) : (
            <Badge tone={cadence.status === 'usual' ? 'good' : 'plain'}>{cadence.status}</Badge>
          )}
        </span>
      </div>
      <Spark source={source} />
      <p className={isSilent ? undefined : 'soft'}>{cadenceWords(source)}</p>
      <dl className="facts">
        <dt>Last heard</dt>
        <dd>
          <Moment at={lastAt} ago />
        </dd>
        <dt>Receipts</dt>
        <dd>
          {lastHour.toLocaleString('en')} in the last hour, {today.toLocaleString('en')} today,{' '}
          {received.toLocaleString('en')} in all
        </dd>
        <dt>Signed</dt>
        <dd>{source.isSigned ? 'every request is verified' : 'not signed'}</dd>
      </dl>
      <Link href={`/messages?source=${encodeURIComponent(name)}`}>Its messages</Link>
    </article>
  );
}
