// What is known of one step of a message's way: the values that went through it, its error, its decisions, its deliveries.
// May import api/, panels/, parts/ and its neighbours.
import { Workflow } from 'lucide-react';
import { Link } from 'wouter';
import type { GateView, MessageDetail, Outcome } from '../../api/message-shapes.ts';
import { ChangeList } from '../../panels/ChangeList.tsx';
import { DecisionNote, DeliveryList, GateVerdict, ProblemNote } from '../../panels/StepNotes.tsx';
import { Badge } from '../../parts/Badge.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StatusBadge } from '../../parts/StatusBadge.tsx';
import { DocumentView } from './DocumentView.tsx';
import type { Step } from './way-steps.ts';

export function StepView({ step, message }: { step: Step; message: MessageDetail }) {
  const open = message.exceptions.filter(({ status }) => status === 'open');
  return (
    <Panel
      title={step.name}
      actions={
        <>
          {step.took === undefined ? null : <span className="soft">took {step.took}</span>}
          {step.status === 'failed' || step.status === 'held'
            ? open.slice(0, 1).map((exception) => (
                <Link key={exception.id} href={`/exceptions?cause=${encodeURIComponent(exception.cause)}`}>
                  Fix it, with all of the same cause
                </Link>
              ))
            : null}
        </>
      }
    >
      <div className="stack">
        {step.stage?.error === undefined ? null : <ProblemNote problem={step.stage.error} />}
        {step.status === 'not reached' ? (
          <p className="soft">The message did not come so far.</p>
        ) : (
          <Values step={step} message={message} />
        )}
      </div>
    </Panel>
  );
}

/** What the step was given, or made of it. */
function Values({ step, message }: { step: Step; message: MessageDetail }) {
  switch (step.id) {
    case 'intake':
      return (
        <p>
          {message.rawSizeBytes.toLocaleString('en')} bytes from <strong>{message.source}</strong>
          {message.contentType === null ? '' : ` as ${message.contentType}`}, number {message.position + 1} of receipt{' '}
          <span className="mono">{message.receipt}</span>. They stand below, as they came.
        </p>
      );
    case 'decode':
      return <Decoded message={message} />;
    case 'contract':
      return <Findings message={message} of="contract." none="Every field is as the source’s schema has it." />;
    case 'map':
      return <Mapped message={message} />;
    case 'check':
      return <Findings message={message} of="document." none="Every document is as the common model has it." />;
    case 'gate intake':
      return <Judged message={message} />;
    case 'apply':
      return <Outcomes outcomes={step.stage?.outcomes ?? []} />;
    case 'gates':
      return <Gates gates={step.gates ?? []} />;
    default:
      return (step.deliveries ?? []).length === 0 ? (
        <p className="soft">There was nothing to send.</p>
      ) : (
        <DeliveryList deliveries={step.deliveries ?? []} />
      );
  }
}

function Decoded({ message }: { message: MessageDetail }) {
  const { format, range, envelope } = message;
  return (
    <>
      <p>
        Read as <strong>{format ?? 'nothing'}</strong>, from byte {range.start.toLocaleString('en')} to{' '}
        {range.end.toLocaleString('en')} of its receipt.
      </p>
      {envelope === null ? null : <DocumentView value={envelope} label="Its envelope" />}
      <Findings message={message} of="format." />
    </>
  );
}

const MAPPING_FINDINGS = 'mapping.';

function Mapped({ message }: { message: MessageDetail }) {
  const { mapping, documents, id } = message;
  return (
    <>
      {mapping === '' ? null : (
        <p className="cluster">
          <Workflow aria-hidden size={15} />
          <Link href={`/map/${encodeURIComponent(mapping)}?message=${encodeURIComponent(id)}`}>
            See it on the canvas of {mapping}, with the values of this message
          </Link>
        </p>
      )}
      <Findings message={message} of={MAPPING_FINDINGS} />
      {documents.map((document, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: documents have their place in the message and nothing else
        <DocumentView key={index} value={document} label={`What it was mapped to: ${document.type}`} />
      ))}
    </>
  );
}

/** What was found at one step; `none` is said when that is nothing. */
function Findings({ message, of, none }: { message: MessageDetail; of: string; none?: string }) {
  const found = message.findings.filter(({ code }) => code.startsWith(of));
  if (found.length === 0) return none === undefined || message.error !== null ? null : <p className="soft">{none}</p>;
  return found.map((one) => (
    <ProblemNote
      key={`${one.code} ${one.at?.path} ${one.message}`}
      problem={one}
      tone={one.severity === 'error' ? 'bad' : one.severity === 'warning' ? 'warn' : 'plain'}
    />
  ));
}

function Judged({ message }: { message: MessageDetail }) {
  const decisions = message.decisions.filter(({ gate }) => gate === 'intake');
  if (decisions.length === 0) return <p className="soft">No rule has anything against it.</p>;
  return decisions.map((one) => <DecisionNote key={`${one.rule} ${one.path}`} decision={one} />);
}

function Outcomes({ outcomes }: { outcomes: readonly Outcome[] }) {
  return (
    <ul className="plain-list">
      {outcomes.map(({ type, key, outcome, changes, conflicts = [], superseded = [] }) => (
        <li key={`${type} ${key}`} className="stack-tight">
          <p className="cluster">
            <StatusBadge status={outcome} />
            {type === 'order' ? (
              <Link href={`/orders/${encodeURIComponent(key)}`}>order {key}</Link>
            ) : (
              <span>
                {type} {key}
              </span>
            )}
          </p>
          <ChangeList changes={changes} />
          {superseded.length === 0 ? null : <p className="soft">It said something older: that changed nothing.</p>}
          {conflicts.map(({ message }) => (
            <p key={message} className="note" data-tone="warn">
              Refused: {message}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Gates({ gates }: { gates: readonly GateView[] }) {
  if (gates.length === 0) return <p className="soft">No gate judges what it became.</p>;
  return gates.map((gate) => (
    <GateVerdict
      key={`${gate.gate} ${gate.document?.key}`}
      gate={gate}
      of={gate.document === null ? undefined : <Badge>{`${gate.document.type} ${gate.document.key}`}</Badge>}
    />
  ));
}
