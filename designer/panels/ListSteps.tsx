// What is done to the list of the selected target: its order, what is left out, what it is grouped by, each to change and to take away;
// and the names that its text reads. May import its neighbours, canvas/, model/ and parts/.
import { Filter, ListOrdered, Pencil, Trash2, Ungroup } from 'lucide-react';
import { memo } from 'react';
import type { Program } from '../../runtime/engine/outline/program.ts';
import type { MappingStore } from '../canvas/mapping-store.ts';
import { type ListStep, listOf, listSteps, mayBeMany, removeListStep } from '../model/mapping/list-acts.ts';
import type { Outcome } from '../model/mapping/node-edits.ts';
import { isGiven } from '../model/mapping/rename.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { type Field, fieldAt } from '../schema/field.ts';
import type { MeaningDialogState } from './MeaningDialog.tsx';

export interface ListStepsProps {
  readonly store: MappingStore;
  readonly program: Program;
  readonly path: string;
  readonly source: readonly Field[];
  readonly onEdit: (made: Outcome | undefined) => void;
  readonly onAct: (dialog: MeaningDialogState) => void;
}

/** Whether a field is a list; undefined of one that the source does not have. */
export const isListIn =
  (source: readonly Field[]) =>
  (path: string): boolean | undefined => {
    const field = fieldAt(source, path);
    return field === undefined ? undefined : field.isList === true;
  };

/** A step in words: `in order of qty, largest first`. */
function wordsOf({ form, text }: ListStep): string {
  if (form === undefined) return `only where ${text}`;
  switch (form.kind) {
    case 'sort':
      return `in order of ${form.field}, ${form.isDown ? 'largest' : 'smallest'} first`;
    case 'where':
      return `only where ${form.field} ${form.comparison} ${form.value}`.trim();
    case 'group':
      return `one for each ${form.field}`;
  }
}

export function ListSteps({ store, program, path, source, onEdit, onAct }: ListStepsProps) {
  const found = listOf(program, path);
  const list = found !== undefined && mayBeMany(found, isListIn(source)) ? found : undefined;
  const steps = listSteps(program, path);
  if (list === undefined && steps.length === 0) return null;
  const place = { kind: 'one', id: path } as const;
  return (
    <div className="stack inspector-part">
      {steps.map((step) => (
        <div key={`${step.node} ${step.input}`} className="cluster list-step">
          <code className="clip">{wordsOf(step)}</code>
          {step.form === undefined ? null : (
            <IconButton
              label={`Change: ${wordsOf(step)}`}
              icon={<Pencil aria-hidden size={13} />}
              onPress={() => step.form !== undefined && onAct({ kind: step.form.kind, place, step })}
            />
          )}
          <IconButton
            label={`Take away: ${wordsOf(step)}`}
            icon={<Trash2 aria-hidden size={13} />}
            onPress={() => onEdit(removeListStep(store.getState().program, path, step))}
          />
        </div>
      ))}
      {list === undefined ? null : (
        <div className="cluster">
          <Button icon={<ListOrdered aria-hidden size={14} />} onPress={() => onAct({ kind: 'sort', place })}>
            Put in order
          </Button>
          <Button icon={<Filter aria-hidden size={14} />} onPress={() => onAct({ kind: 'where', place })}>
            Only where
          </Button>
          <Button icon={<Ungroup aria-hidden size={14} />} onPress={() => onAct({ kind: 'group', place })}>
            One for each
          </Button>
        </div>
      )}
    </div>
  );
}

/** More names than these are reached by the menu. */
const NAMES_SHOWN = 6;

/** Names that a text reads or binds, each with the place where it stands first. */
function namesOf(text: string): readonly { readonly name: string; readonly at: number }[] {
  const found = new Map<string, number>();
  for (const match of text.matchAll(/\$([A-Za-z_]\w*)/g)) {
    const [, name = ''] = match;
    if (!isGiven(name) && !found.has(name)) found.set(name, match.index);
  }
  return [...found].map(([name, at]) => ({ name, at })).slice(0, NAMES_SHOWN);
}

export const NameButtons = memo(function NameButtons({
  text,
  start,
  onAct,
}: {
  readonly text: string;
  /** Where the text begins in the program. */
  readonly start: number;
  readonly onAct: (dialog: MeaningDialogState) => void;
}) {
  const names = namesOf(text);
  if (names.length === 0) return null;
  return (
    <div className="cluster">
      {names.map(({ name, at }) => (
        <Button
          key={name}
          tone="quiet"
          onPress={() =>
            onAct({ kind: 'rename', place: { kind: 'text', from: start + at, to: start + at + name.length + 1 } })
          }
        >
          Rename ${name}
        </Button>
      ))}
    </div>
  );
});
