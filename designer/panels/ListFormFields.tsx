// The fields of the forms that put a list in order, narrow it and group it. May import model/, parts/ and schema/.
import { useState } from 'react';
import {
  COMPARISONS,
  EACH,
  type Each,
  fieldOfMember,
  type ListForm,
  shownValue,
  typedValue,
} from '../model/mapping/list-acts.ts';
import { type Choice, SelectField, TextField } from '../parts/fields.tsx';
import { PickField } from '../parts/PickField.tsx';
import { type Field, fieldAt } from '../schema/field.ts';

/** A form that is still to be filled in. */
export function emptyForm(kind: ListForm['kind']): ListForm {
  switch (kind) {
    case 'sort':
      return { kind, field: '', isDown: false };
    case 'where':
      return { kind, field: '', comparison: '=', value: '""' };
    case 'group':
      return { kind, field: '', each: 'list' };
  }
}

export interface ListFormFieldsProps {
  readonly form: ListForm;
  readonly onChange: (form: ListForm) => void;
  readonly source: readonly Field[];
  /** Path of the list's members in the source, where it is known. */
  readonly members: string | undefined;
  readonly isLoop: boolean;
}

const EACH_WORDS: Readonly<Record<Each, string>> = {
  list: 'all of its members',
  count: 'how many there are',
  sum: 'the sum of a field',
  first: 'the first of them',
};

/** Fields below the members of a list, as an expression in one of them writes them. */
function memberFields(
  source: readonly Field[],
  members: string | undefined,
): readonly (Choice & { isText: boolean })[] {
  const list = members === undefined ? undefined : fieldAt(source, members);
  if (list === undefined || members === undefined) return [];
  const below = (fields: readonly Field[]): readonly (Choice & { isText: boolean })[] =>
    fields.flatMap(({ path, type, children, isList }) => {
      const id = fieldOfMember(path, members);
      if (children.length > 0 && isList !== true) return below(children);
      return [{ id, label: id, isText: type === 'string' }];
    });
  return below(list.children);
}

export function ListFormFields(props: ListFormFieldsProps) {
  const { form, onChange, source, members, isLoop } = props;
  const fields = memberFields(source, members);
  // Keys of groups are text: a number is made one.
  const keyOf = (id: string): string => (fields.find((one) => one.id === id)?.isText === false ? `$string(${id})` : id);
  const setField = (field: string) => onChange({ ...form, field: form.kind === 'group' ? keyOf(field) : field });
  return (
    <>
      {fields.length === 0 ? null : (
        <PickField
          label="Field"
          value={form.field === '' ? undefined : form.field}
          choices={() => fields}
          shown={(id) => id}
          onChange={setField}
        />
      )}
      <TextField
        label={fields.length === 0 ? 'Field' : 'or an expression'}
        value={form.field}
        onChange={(field) => onChange({ ...form, field })}
      />
      {form.kind === 'sort' ? (
        <SelectField
          label="Direction"
          value={form.isDown ? 'down' : 'up'}
          choices={[
            { id: 'up', label: 'smallest first' },
            { id: 'down', label: 'largest first' },
          ]}
          onChange={(id) => onChange({ ...form, isDown: id === 'down' })}
        />
      ) : null}
      {form.kind === 'where' ? <WhereFields form={form} onChange={onChange} /> : null}
      {form.kind === 'group' && !isLoop ? (
        <>
          <SelectField
            label="Each gives"
            value={form.each}
            choices={EACH.map((id) => ({ id, label: EACH_WORDS[id] }))}
            onChange={(id) => onChange({ ...form, each: id as Each })}
          />
          {form.each === 'sum' ? (
            <TextField label="Sum of" value={form.of ?? ''} onChange={(of) => onChange({ ...form, of })} />
          ) : null}
        </>
      ) : null}
    </>
  );
}

function WhereFields({ form, onChange }: { form: ListForm & { kind: 'where' }; onChange: (form: ListForm) => void }) {
  const [typed, setTyped] = useState(shownValue(form.value));
  return (
    <>
      <SelectField
        label="Comparison"
        value={form.comparison}
        choices={COMPARISONS.map((id) => ({ id, label: id }))}
        onChange={(id) => onChange({ ...form, comparison: id as typeof form.comparison })}
      />
      {form.comparison.startsWith('is ') ? null : (
        <TextField
          label="Value"
          value={typed}
          onChange={(now) => {
            setTyped(now);
            onChange({ ...form, value: typedValue(now) });
          }}
        />
      )}
    </>
  );
}
