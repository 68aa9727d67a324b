// What is known of one step of a message's way: its error, its decisions, its deliveries. May import api/, panels/ and parts/.
import { Link } from 'wouter';
import type { MessageDetail } from '../../api/message-shapes.ts';
import { DecisionNote, DeliveryList, ProblemNote } from '../../panels/StepNotes.tsx';
import { Badge } from '../../parts/Badge.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';
import type { Step } from './way-steps.ts';

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
