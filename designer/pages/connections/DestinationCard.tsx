// One destination: whether it takes what it is sent, what waits, and sending again what was given up. May import api/ and parts/.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { startAct } from '../../api/exceptions.ts';
import { useMay } from '../../api/me.ts';
import type { DestinationView } from '../../api/operations.ts';
import { wordsOf } from '../../api/problem.ts';
import { ActProgressView } from '../../panels/ActProgressView.tsx';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { toast } from '../../parts/toast.tsx';

function healthOf({ circuit, dead, pending, pausedUntil }: DestinationView): {
  tone: 'good' | 'warn' | 'bad';
  words: string;
} {
  if (circuit === 'open') return { tone: 'bad', words: 'circuit open' };
  if (pausedUntil !== null) return { tone: 'warn', words: 'asked to wait' };
  if (dead > 0) return { tone: 'bad', words: `${dead.toLocaleString('en')} given up` };
  return { tone: 'good', words: pending > 0 ? 'sending' : 'takes deliveries' };
}

export function DestinationCard({ destination }: { destination: DestinationView }) {
  const { name, type, owner, mappings, lastDay } = destination;
  const { tone, words } = healthOf(destination);
  const [act, setAct] = useState<string>();
  const queries = useQueryClient();
  const may = useMay('operate');
  const again = useMutation({
    mutationFn: () => startAct({ act: 'replay', destination: name }),
    onSuccess: ({ id }) => {
      setAct(id);
      void queries.invalidateQueries({ queryKey: ['connections'] });
    },
    onError: (thrown) => toast(wordsOf(thrown).detail ?? wordsOf(thrown).title, { tone: 'bad' }),
  });
  return (
    <article className="card" data-tone={tone === 'good' ? undefined : tone} aria-label={`Destination ${name}`}>
      <div className="card-head">
        <h3 title={name}>{name}</h3>
        <span className="cluster-tight">
          <Badge>{type}</Badge>
          <Badge tone={tone}>{words}</Badge>
        </span>
      </div>
      {destination.lastError === null ? null : (
        <div className="note" data-tone={tone === 'good' ? undefined : tone}>
          <div>
            Last error: {destination.lastError}
            {destination.pausedUntil === null ? null : (
              <>
                {' '}
                Tried again at <Moment at={destination.pausedUntil} />.
              </>
            )}
          </div>
        </div>
      )}
      <dl className="facts">
        <dt>Waiting</dt>
        <dd>
          {destination.pending.toLocaleString('en')}
          {destination.oldestPendingAt === null ? null : (
            <>
              , the oldest queued <Moment at={destination.oldestPendingAt} ago />
            </>
          )}
        </dd>
        <dt>Last day</dt>
        <dd>
          {lastDay.delivered.toLocaleString('en')} delivered, {lastDay.retried.toLocaleString('en')} tried again,{' '}
          {lastDay.rejected.toLocaleString('en')} refused
        </dd>
        <dt>Last taken</dt>
        <dd>
          <Moment at={destination.lastDeliveredAt} ago />
        </dd>
        <dt>Owner</dt>
        <dd>{owner}</dd>
        <dt>Takes</dt>
        <dd>{mappings.length === 0 ? 'everything that no other destination takes' : mappings.join(', ')}</dd>
      </dl>
      {act === undefined ? null : <ActProgressView id={act} />}
      {destination.dead === 0 ? null : (
        <div className="cluster">
          <Button
            icon={<RotateCw aria-hidden size={14} />}
            isDisabled={!may || again.isPending}
            onPress={() => again.mutate()}
          >
            Send again what was given up
          </Button>
          <Link href={`/deliveries?destination=${encodeURIComponent(name)}&status=dead`}>See why</Link>
        </div>
      )}
      <Link href={`/deliveries?destination=${encodeURIComponent(name)}`}>Its deliveries</Link>
    </article>
  );
}
