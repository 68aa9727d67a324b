// What is known of one step of a message's way: its error, its decisions, its deliveries. May import api/ and parts/.
import { Link } from 'wouter';
import type { Decision, DeliveryView, MessageDetail, Problemlike } from '../../api/messages.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';
import type { Step } from './way-steps.ts';

export function ProblemNote({ problem, tone = 'bad' }: { problem: Problemlike; tone?: 'bad' | 'warn' }) {
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

export function DeliveryList({ deliveries }: { deliveries: readonly DeliveryView[] }) {
  return (
    <ul className="plain-list">
      {deliveries.map((one) => (
        <li key={one.id} className="cluster">
          <StatusBadge status={one.status} />
          <strong>{one.destination}</strong>
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

export function StepView({ step, message }: { step: Step; message: MessageDetail }) {
  const open = message.exceptions.filter(({ status }) => status === 'open');
  const isTold =
    step.stage?.error !== undefined ||
    step.gates !== undefined ||
    step.deliveries !== undefined ||
    step.status === 'held';
  const blocks = message.decisions.filter(({ severity }) => severity === 'block');
  return (
    <Panel
      title={step.name}
      actions={
        step.status === 'failed' || step.status === 'held'
          ? open.slice(0, 1).map((exception) => (
              <Link key={exception.id} href={`/exceptions?cause=${encodeURIComponent(exception.cause)}`}>
                Fix it, with all of the same cause
              </Link>
            ))
          : undefined
      }
    >
      <div className="stack">
        {step.stage?.error === undefined ? null : <ProblemNote problem={step.stage.error} />}
        {step.id === 'gate intake'
          ? blocks.map((one) => <DecisionNote key={`${one.rule} ${one.path}`} decision={one} />)
          : null}
        {step.id === 'map'
          ? message.findings.map((one) => (
              <ProblemNote key={`${one.code} ${one.at?.path} ${one.message}`} problem={one} tone="warn" />
            ))
          : null}
        {step.gates?.map((gate) => (
          <div key={`${gate.gate} ${gate.document?.key}`} className="stack">
            <p className="cluster">
              <Badge tone={gate.fit ? 'good' : 'bad'}>{gate.fit ? 'may' : 'may not'}</Badge>
              <strong>{gate.gate}</strong>
              <span className="soft">
                {gate.document?.type} {gate.document?.key}, judged <Moment at={gate.evaluatedAt} />
              </span>
            </p>
            {gate.decisions.map((one) => (
              <DecisionNote key={`${one.rule} ${one.path}`} decision={one} />
            ))}
          </div>
        ))}
        {step.deliveries === undefined ? null : <DeliveryList deliveries={step.deliveries} />}
        {step.stage?.outcomes === undefined ? null : (
          <ul className="plain-list">
            {step.stage.outcomes.map(({ type, key, outcome }) => (
              <li key={`${type} ${key}`} className="cluster">
                <StatusBadge status={outcome} />
                {type === 'order' ? (
                  <Link href={`/orders/${encodeURIComponent(key)}`}>order {key}</Link>
                ) : (
                  `${type} ${key}`
                )}
              </li>
            ))}
          </ul>
        )}
        {isTold ? null : <p className="soft">{step.words}</p>}
      </div>
    </Panel>
  );
}
