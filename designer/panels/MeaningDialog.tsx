// Asks what an act on names or lists needs to know, shows why it cannot be done, and does it as one act.
// May import its neighbours, canvas/, model/ and parts/.
import { type ReactNode, useState } from 'react';
import type { MappingStore } from '../canvas/mapping-store.ts';
import { type ActPlace, listAt, namesAt, spanOf, wordFor } from '../model/mapping/act-place.ts';
import { addToList, changeStep, type ListForm, type ListStep } from '../model/mapping/list-acts.ts';
import { freeName, nameableAt, nameValue, putInPlace } from '../model/mapping/named-values.ts';
import { isRefused, type Outcome } from '../model/mapping/node-edits.ts';
import { type NamedValue, renameVariable } from '../model/mapping/rename.ts';
import { Button } from '../parts/Button.tsx';
import { Checkbox, SelectField, TextField } from '../parts/fields.tsx';
import { Modal } from '../parts/Modal.tsx';
import type { Field } from '../schema/field.ts';
import { emptyForm, ListFormFields } from './ListFormFields.tsx';

export interface MeaningDialogState {
  readonly kind: 'rename' | 'name' | 'inline' | ListForm['kind'];
  readonly place: ActPlace;
  /** A step of a list that is changed; without it one is added. */
  readonly step?: ListStep;
}

export interface MeaningDialogProps {
  readonly state: MeaningDialogState;
  readonly store: MappingStore;
  readonly source: readonly Field[];
  readonly onEdit: (made: Outcome | undefined) => boolean;
  readonly onClose: () => void;
}

export function MeaningDialog(props: MeaningDialogProps) {
  switch (props.state.kind) {
    case 'rename':
      return <RenameDialog {...props} />;
    case 'name':
      return <NameDialog {...props} />;
    case 'inline':
      return <InlineDialog {...props} />;
    default:
      return <ListDialog {...props} kind={props.state.kind} />;
  }
}

interface AskProps {
  readonly title: string;
  readonly verb: string;
  readonly children: ReactNode;
  /** What would be done; the reason is shown where it is refused. */
  readonly outcome: Outcome | undefined;
  readonly onEdit: (made: Outcome | undefined) => boolean;
  readonly onClose: () => void;
}

function Ask({ title, verb, children, outcome, onEdit, onClose }: AskProps) {
  const refused = outcome !== undefined && isRefused(outcome) ? outcome.refused : undefined;
  return (
    <Modal title={title} open size="small" onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (outcome === undefined || refused !== undefined) return;
          onClose();
          onEdit(outcome);
        }}
      >
        {children}
        <p className="field-error" role="status">
          {refused}
        </p>
        <div className="cluster">
          <Button type="submit" tone="main" isDisabled={outcome === undefined || refused !== undefined}>
            {verb}
          </Button>
          <Button onPress={onClose}>Cancel</Button>
        </div>
      </form>
    </Modal>
  );
}

const KIND_WORDS: Readonly<Record<NamedValue['kind'], string>> = {
  bind: 'value',
  parameter: 'what a function gets',
  mark: 'member of a path',
};

const namesFor = ({ store, state }: MeaningDialogProps): readonly NamedValue[] =>
  namesAt(store.getState().program, state.place);

function NameChoice({
  names,
  chosen,
  onChange,
}: {
  readonly names: readonly NamedValue[];
  readonly chosen: NamedValue | undefined;
  readonly onChange: (at: number) => void;
}) {
  return (
    <SelectField
      label="Which name"
      value={chosen === undefined ? undefined : String(chosen.at)}
      choices={names.map(({ name, at, uses, kind }) => ({
        id: String(at),
        label: `$${name}: ${KIND_WORDS[kind]}, read ${uses === 1 ? 'once' : `${uses} times`}`,
      }))}
      onChange={(id) => onChange(Number(id))}
    />
  );
}

function RenameDialog(props: MeaningDialogProps) {
  const { store, onEdit, onClose } = props;
  const [names] = useState(() => namesFor(props));
  const [at, setAt] = useState(names[0]?.at);
  const chosen = names.find((one) => one.at === at);
  const [to, setTo] = useState(chosen?.name ?? '');
  const isNew = chosen !== undefined && to.trim() !== '' && to.trim() !== chosen.name;
  const outcome = isNew ? renameVariable(store.getState().program, chosen.at, to) : undefined;
  return (
    <Ask title="Rename" verb="Rename" {...{ outcome, onEdit, onClose }}>
      <NameChoice
        names={names}
        chosen={chosen}
        onChange={(next) => {
          setAt(next);
          setTo(names.find((one) => one.at === next)?.name ?? '');
        }}
      />
      <TextField label="New name" value={to} onChange={setTo} autoFocus />
    </Ask>
  );
}

function NameDialog({ state, store, onEdit, onClose }: MeaningDialogProps) {
  const { program } = store.getState();
  const span = spanOf(program, state.place);
  const [name, setName] = useState(() => freeName(program.text, wordFor(program, state.place)));
  const [isAll, setAll] = useState(true);
  const [nameable] = useState(() => (span === undefined ? undefined : nameableAt(program, span)));
  const others = nameable !== undefined && 'equal' in nameable ? nameable.equal - 1 : 0;
  const outcome = span === undefined ? undefined : nameValue(program, span, { name, all: isAll && others > 0 });
  return (
    <Ask title="Name this value" verb="Name it" {...{ outcome, onEdit, onClose }}>
      {span === undefined ? null : <code className="clip">{program.text.slice(span.start, span.end)}</code>}
      <TextField label="Name" value={name} onChange={setName} autoFocus />
      {others === 0 ? null : (
        <Checkbox isSelected={isAll} onChange={setAll}>
          Also in the place of {others === 1 ? 'the other one that is' : `the ${others} others that are`} the same
        </Checkbox>
      )}
    </Ask>
  );
}

function InlineDialog(props: MeaningDialogProps) {
  const { store, onEdit, onClose } = props;
  const [names] = useState(() => namesFor(props).filter((one) => one.kind === 'bind'));
  const [at, setAt] = useState(names[0]?.at);
  const chosen = names.find((one) => one.at === at);
  const outcome = chosen === undefined ? undefined : putInPlace(store.getState().program, chosen.at);
  return (
    <Ask title="Put a value in its place again" verb="Put it in place" {...{ outcome, onEdit, onClose }}>
      <NameChoice names={names} chosen={chosen} onChange={setAt} />
    </Ask>
  );
}

const TITLES: Readonly<Record<ListForm['kind'], string>> = {
  sort: 'Put in order',
  where: 'Only where',
  group: 'One for each',
};

function ListDialog({ state, store, source, onEdit, onClose, kind }: MeaningDialogProps & { kind: ListForm['kind'] }) {
  const { program } = store.getState();
  const list = listAt(program, state.place);
  const { step } = state;
  const [form, setForm] = useState<ListForm>(() => step?.form ?? emptyForm(kind));
  const outcome =
    list === undefined || form.field.trim() === ''
      ? undefined
      : step === undefined
        ? addToList(program, list.target, form, list)
        : changeStep(program, list.target, step, form);
  return (
    <Ask title={TITLES[kind]} verb={step === undefined ? 'Do it' : 'Change it'} {...{ outcome, onEdit, onClose }}>
      {list === undefined ? null : (
        <p className="soft">
          Members of <code>{list.text}</code>
        </p>
      )}
      <ListFormFields
        form={form}
        onChange={setForm}
        source={source}
        members={list?.members}
        isLoop={list?.isLoop ?? false}
      />
    </Ask>
  );
}
