// Why a value of an order is what it is: the messages that set it, what was refused, and what is missing for the next step.
// May import api/, panels/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { explainQuery } from '../../api/operations.ts';
import { shownValue } from '../../panels/ChangeList.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { Moment } from '../../parts/Moment.tsx';
import { QueryView } from '../../parts/states.tsx';

export interface ExplainDialogProps {
  readonly id: string;
  readonly system: string | undefined;
  readonly path: string;
  readonly onClose: () => void;
}

export function ExplainDialog({ id, system, path, onClose }: ExplainDialogProps) {
  const query = useQuery(explainQuery(id, path, system));
  return (
    <Modal title={`Why ${path} is so`} open onClose={onClose}>
      <QueryView query={query} what="the explanation">
        {({ value, changes, derivedFrom, conflicts, superseded, missing }) => (
          <div className="stack">
            <p>
              It is <strong>{shownValue(value)}</strong>.
            </p>
            {changes.length === 0 && derivedFrom.length === 0 ? <p className="soft">No message has set it.</p> : null}
            {changes.length === 0 ? null : (
              <ol className="timeline">
                {changes.map((change) => (
                  <li key={`${change.at} ${change.path} ${change.message}`}>
                    <Moment at={change.at} />
                    <div>
                      <strong>{change.source}</strong>{' '}
                      {change.path === '' ? (
                        'brought the whole of it'
                      ) : (
                        <>
                          set <span className="mono">{change.path}</span> from {shownValue(change.from)} to{' '}
                          <strong>{shownValue(change.to)}</strong>
                        </>
                      )}
                      <br />
                      <span className="soft">
                        by{' '}
                        {change.message === null ? (
                          'no message'
                        ) : (
                          <Link href={`/messages/${change.message}`}>this message</Link>
                        )}{' '}
                        through {change.mapping} <code>{change.version.slice(0, 12)}</code>
                      </span>
                    </div>
                  </li>
                ))}
              </ol>
            )}
            {derivedFrom.map(({ document, status, messages }) => (
              <p key={`${document.type} ${document.key}`}>
                It follows from {document.type} <span className="mono">{document.key}</span>
                {status === undefined ? '' : `, which is ${status}`}, told by{' '}
                {messages.map(({ source, message }, index) => (
                  <span key={`${message} ${source}`}>
                    {index === 0 ? '' : ', '}
                    {message === null ? source : <Link href={`/messages/${message}`}>{source}</Link>}
                  </span>
                ))}
                .
              </p>
            ))}
            {conflicts.map(({ message }) => (
              <div key={message} className="note" data-tone="warn">
                Refused: {message}
              </div>
            ))}
            {superseded.length === 0 ? null : (
              <p className="soft">{superseded.length} later arrivals said something older, and changed nothing.</p>
            )}
            {missing.length === 0 ? null : (
              <p>
                It may not yet:{' '}
                {missing
                  .map(({ gate, decisions }) => `${gate} (${decisions.map(({ rule }) => rule).join(', ')})`)
                  .join('; ')}
                .
              </p>
            )}
          </div>
        )}
      </QueryView>
    </Modal>
  );
}
