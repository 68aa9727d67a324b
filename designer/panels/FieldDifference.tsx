// Two versions of a mapping field by field: what changed in meaning, and of a conflict whose version counts. May import model/ and parts/.
import { useMemo } from 'react';
import { compareMappings, isDifferent } from '../../runtime/engine/difference/mapping.ts';
import { conflictId, type MergeConflict, type Merged } from '../model/difference/merge.ts';
import { Badge, type Tone } from '../parts/Badge.tsx';
import { SelectField } from '../parts/fields.tsx';
import { EmptyState } from '../parts/states.tsx';

const TONES: Readonly<Record<string, Tone>> = { added: 'good', removed: 'bad', changed: 'warn' };

const short = (path: string): string => path.replace(/^\//, '').replaceAll('/', '.');

function Side({ label, text }: { label: string; text: string | undefined }) {
  return (
    <div className="difference-side">
      <span className="soft">{label}</span>
      {text === undefined ? <span className="soft">not there</span> : <code>{text}</code>}
    </div>
  );
}

export interface FieldDifferenceProps {
  readonly before: string;
  readonly after: string;
}

/** What changed from one version to the other, for reading. */
export function FieldDifference({ before, after }: FieldDifferenceProps) {
  const difference = useMemo(() => compareMappings(before, after), [before, after]);
  if (!isDifferent(difference))
    return <EmptyState title="No change in meaning">Only layout or comments differ.</EmptyState>;
  const rows = [
    ...difference.variables.map(({ name, ...rest }) => ({ name, ...rest, through: undefined })),
    ...difference.changes.map(({ target, ...rest }) => ({ name: short(target), ...rest })),
  ];
  return (
    <ul className="difference" aria-label="Changes in meaning">
      {rows.map(({ name, kind, before: was, after: is, through }, index) => (
        // A field that is there twice may change twice.
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew for every comparison
        <li key={`${kind} ${name} ${index}`}>
          <div className="broken-head">
            <Badge tone={TONES[kind] ?? 'plain'}>{kind}</Badge>
            <strong>{name}</strong>
            {through === undefined ? null : <span className="soft">through {through.join(', ')}</span>}
          </div>
          {through === undefined ? (
            <>
              <Side label="Saved" text={was} />
              <Side label="Draft" text={is} />
            </>
          ) : null}
        </li>
      ))}
      {difference.frame ? <li>What is around the document changed: see the text.</li> : null}
    </ul>
  );
}

export interface MergeFieldsProps {
  readonly merged: Merged;
  /** Conflicts in which theirs is taken, by id. */
  readonly theirs: ReadonlySet<string>;
  readonly onChoose: (id: string, isTheirs: boolean) => void;
}

const titleOf = ({ target, variable }: MergeConflict): string =>
  target === undefined ? (variable ?? 'What is around the document') : short(target);

/** What is put together by itself, and for every field that both changed, whose version counts. */
export function MergeFields({ merged, theirs, onChoose }: MergeFieldsProps) {
  return (
    <div className="stack">
      <p className="soft">
        {merged.taken.length === 0
          ? 'Nothing of theirs goes in by itself.'
          : `Goes in by itself, because only they changed it: ${merged.taken.map(short).join(', ')}.`}{' '}
        {merged.conflicts.length === 0 ? 'Nothing was changed by both.' : null}
      </p>
      <ul className="difference" aria-label="Changed by both">
        {merged.conflicts.map((conflict) => {
          const id = conflictId(conflict);
          return (
            <li key={id} data-conflict={id}>
              <strong>{titleOf(conflict)}</strong>
              <Side label="Before" text={conflict.base} />
              <Side label="Yours" text={conflict.ours} />
              <Side label="Theirs" text={conflict.theirs} />
              <SelectField
                label={`Which counts for ${titleOf(conflict)}`}
                hideLabel
                value={theirs.has(id) ? 'theirs' : 'ours'}
                onChange={(side) => onChoose(id, side === 'theirs')}
                choices={[
                  { id: 'ours', label: 'Keep yours' },
                  { id: 'theirs', label: 'Take theirs' },
                ]}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
