// What a new schema of the source breaks in the mapping: field by field, with the rows that read it, and what it may be called now.
// May import model/ and parts/.
import type { ReactNode } from 'react';
import type { BrokenField } from '../model/schema-change/impact.ts';
import { Badge, type Tone } from '../parts/Badge.tsx';

const WORDS: Readonly<Record<BrokenField['kind'], { readonly tone: Tone; readonly words: string }>> = {
  renamed: { tone: 'accent', words: 'renamed?' },
  removed: { tone: 'bad', words: 'gone' },
  retyped: { tone: 'warn', words: 'other kind' },
};

/** Rows named of one field; more are counted. */
const MOST_TARGETS = 6;

const short = (path: string): string => path.slice(1).replaceAll('/', '.');

export interface BrokenFieldsProps {
  readonly broken: readonly BrokenField[];
  /** Address of a row of the mapping: a deep link. */
  readonly hrefOf: (target: string) => string;
  readonly onGo: (target: string) => void;
  /** What can be done about a field that has a proposal. */
  readonly act: (field: BrokenField) => ReactNode;
}

export function BrokenFields({ broken, hrefOf, onGo, act }: BrokenFieldsProps) {
  return (
    <ul className="broken-fields" aria-label="Fields that the mapping reads and the schema changes">
      {broken.map((field) => {
        const { kind, source, message, targets, proposals } = field;
        const [proposal] = proposals;
        return (
          <li key={`${kind} ${source}`} data-kind={kind} data-source={source}>
            <div className="broken-head">
              <Badge tone={WORDS[kind].tone}>{WORDS[kind].words}</Badge>
              <span>{message}</span>
            </div>
            <div className="broken-targets soft">
              {targets.length === 0 ? 'read outside of every field' : 'read by '}
              {targets.slice(0, MOST_TARGETS).map((target) => (
                <a
                  key={target}
                  href={hrefOf(target)}
                  onClick={(event) => {
                    event.preventDefault();
                    onGo(target);
                  }}
                >
                  {short(target)}
                </a>
              ))}
              {targets.length > MOST_TARGETS ? ` and ${targets.length - MOST_TARGETS} more` : null}
            </div>
            {proposal === undefined ? (
              <div className="soft">
                {kind === 'retyped'
                  ? 'Look at what is done with it.'
                  : 'Nothing in the new schema is like it: the line stays as it is.'}
              </div>
            ) : (
              <div className="broken-proposal">
                {act(field)}
                <span className="soft">
                  {proposal.reasons.join(', ')} · {Math.round(proposal.confidence * 100)} %
                </span>
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
