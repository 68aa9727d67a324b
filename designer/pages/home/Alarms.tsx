// What somebody should look at now: silent sources, destinations in trouble, sums that do not add up. May import api/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { connectionsQuery } from '../../api/operations.ts';
import type { Overview } from '../../api/overview.ts';
import { cadenceWords } from '../../panels/cadence-words.ts';
import { Moment } from '../../parts/Moment.tsx';

export function Alarms({ balanced, overdue }: Pick<Overview, 'balanced' | 'overdue'>) {
  const { data } = useQuery(connectionsQuery);
  const silent = data?.sources.filter(({ cadence }) => cadence?.status === 'silent') ?? [];
  const troubled = data?.destinations.filter(({ circuit, dead }) => circuit === 'open' || dead > 0) ?? [];
  if (balanced && overdue.count === 0 && silent.length === 0 && troubled.length === 0) return null;
  return (
    <ul className="plain-list" aria-label="Needs a look">
      {balanced ? null : (
        <li className="note" data-tone="bad">
          What was received is not what became of it. <Link href="/conservation">See where</Link>
        </li>
      )}
      {overdue.count === 0 ? null : (
        <li className="note" data-tone="bad">
          <span>
            {overdue.count.toLocaleString('en')} {overdue.count === 1 ? 'exception is' : 'exceptions are'} overdue
            {overdue.since === null ? '' : ', the first since '}
            {overdue.since === null ? null : <Moment at={overdue.since} />}.{' '}
            <Link href="/exceptions?sort=due">Exceptions, due first</Link>
          </span>
        </li>
      )}
      {silent.map((source) => (
        <li key={source.name} className="note" data-tone="warn">
          <span>
            {cadenceWords(source)} <Link href="/connections">Connections</Link>
          </span>
        </li>
      ))}
      {troubled.map(({ name, circuit, dead }) => (
        <li key={name} className="note" data-tone="bad">
          <span>
            {name}: {circuit === 'open' ? 'nothing is sent, its circuit is open' : `${dead} deliveries were given up`}.{' '}
            <Link href="/connections">Connections</Link>
          </span>
        </li>
      ))}
    </ul>
  );
}
