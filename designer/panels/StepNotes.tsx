// What stands at a step of a document's way: a problem, a rule that says no, deliveries. May import api/ and parts/.

import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Decision, DeliveryView, Gate, Problemlike } from '../api/message-shapes.ts';
import { Badge } from '../parts/Badge.tsx';
import { Moment } from '../parts/Moment.tsx';
import { StatusBadge } from '../parts/StatusBadge.tsx';

export function ProblemNote({ problem, tone = 'bad' }: { problem: Problemlike; tone?: 'bad' | 'warn' | 'plain' }) {
  const { at } = problem;
  const place = [at?.file, at?.line, at?.column].filter((one) => one !== undefined).join(':');
  return (
    <div className="note" data-tone={tone}>
      <div>
        <p>
          <strong>{problem.message}</strong>
        </p>
        <p className="soft">
          <span className="mono">{problem.code}</span>
          {place === '' ? null : <> at {place}</>}
          {at?.path === undefined ? null : <> at {at.path}</>}
        </p>
        {problem.help === undefined ? null : <p>{problem.help}</p>}
      </div>
    </div>
  );
}

export function DecisionNote({ decision }: { decision: Decision }) {
  const { ruleset, rule, severity, owner, path, message, help } = decision;
  return (
    <div className="note" data-tone={severity === 'block' ? 'bad' : 'warn'}>
      <div>
        <p>
          <strong>{message}</strong>
        </p>
        <p className="soft">
          Rule{' '}
          <Link href={`/rules/${encodeURIComponent(ruleset)}?rule=${encodeURIComponent(rule)}`} className="mono">
            {ruleset}/{rule}
          </Link>{' '}
          at <span className="mono">{path}</span>, for {owner}
        </p>
        {help === undefined ? null : <p>{help}</p>}
      </div>
    </div>
  );
}

/** Whether a gate lets a document through, since when, and the rules that say no. */
export function GateVerdict({ gate, of }: { gate: Gate; of?: ReactNode }) {
  return (
    <div className="stack-tight">
      <p className="cluster">
        <Badge tone={gate.fit ? 'good' : 'bad'}>{gate.fit ? 'may' : 'may not'}</Badge>
        <strong>{gate.gate}</strong>
        {of}
        <span className="soft">
          judged <Moment at={gate.evaluatedAt} />
        </span>
      </p>
      {gate.decisions.map((one) => (
        <DecisionNote key={`${one.rule} ${one.path}`} decision={one} />
      ))}
    </div>
  );
}

export function DeliveryList({ deliveries }: { deliveries: readonly DeliveryView[] }) {
  return (
    <ul className="plain-list">
      {deliveries.map((one) => (
        <li key={one.id} className="cluster">
          <StatusBadge status={one.status} />
          <Link href={`/deliveries/${one.id}`}>
            <strong>{one.destination}</strong>
          </Link>
          <span className="soft">
            {one.mapping}, {one.attempts} {one.attempts === 1 ? 'try' : 'tries'},{' '}
            <Moment at={one.deliveredAt ?? one.createdAt} />
          </span>
          {one.lastError === null ? null : <span className="soft">{one.lastError}</span>}
        </li>
      ))}
    </ul>
  );
}
