// The parameters of a fact: plain values as fields of their type, others as their exact JSON. May import its neighbours, parts/ and the
// rules' commands.
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { JsonPath } from '../../../runtime/engine/syntax/json-tree.ts';
import { type Edit, setParam, setParamsText } from '../../model/rules/commands.ts';
import { Button, IconButton } from '../../parts/Button.tsx';
import { Checkbox, TextField } from '../../parts/fields.tsx';
import { TypedField } from '../../parts/TypedField.tsx';

export interface ParamFieldsProps {
  /** Leads to what names the fact: a comparison, or the value of one. */
  readonly path: JsonPath;
  readonly fact: string;
  readonly params: unknown;
  readonly run: (make: (text: string) => Edit) => void;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function ParamField(props: { name: string; value: unknown; onSet: (value: unknown) => void }) {
  const { name, value, onSet } = props;
  const [fault, setFault] = useState<string>();
  if (typeof value === 'boolean')
    return (
      <Checkbox isSelected={value} onChange={onSet}>
        {name}
      </Checkbox>
    );
  if (typeof value === 'string') return <TypedField label={name} value={value} onSet={onSet} />;
  if (typeof value === 'number')
    return (
      <TypedField
        label={name}
        value={String(value)}
        error={fault}
        onSet={(typed) => {
          const number = Number(typed);
          const isNumber = typed.trim() !== '' && Number.isFinite(number);
          setFault(isNumber ? undefined : `expected a number, found ${JSON.stringify(typed)}`);
          if (isNumber) onSet(number);
        }}
      />
    );
  return (
    <TypedField
      label={name}
      help="JSON"
      value={JSON.stringify(value)}
      error={fault}
      onSet={(typed) => {
        try {
          onSet(JSON.parse(typed));
          setFault(undefined);
        } catch (thrown) {
          setFault((thrown as Error).message);
        }
      }}
    />
  );
}

export function ParamFields({ path, fact, params, run }: ParamFieldsProps) {
  const [name, setName] = useState<string>();
  if (params !== undefined && !isObject(params))
    return (
      <TypedField
        label={`Parameters of ${fact}`}
        help="No object: its exact JSON"
        value={JSON.stringify(params)}
        onSet={(typed) => run((text) => setParamsText(text, path, typed))}
      />
    );
  const known = Object.entries(params ?? {});
  const fresh = (name ?? '').trim();
  const add = () => {
    if (fresh === '' || known.some(([key]) => key === fresh)) return;
    run((text) => setParam(text, path, fresh, ''));
    setName(undefined);
  };
  return (
    <fieldset className="form-chain">
      <legend>{`Parameters of ${fact}`}</legend>
      {known.map(([key, value]) => (
        <div key={key} className="form-param">
          <ParamField name={key} value={value} onSet={(next) => run((text) => setParam(text, path, key, next))} />
          <IconButton
            label={`Take the parameter ${key} out`}
            icon={<X aria-hidden size={14} />}
            onPress={() => run((text) => setParam(text, path, key, undefined))}
          />
        </div>
      ))}
      {name === undefined ? (
        <Button tone="quiet" icon={<Plus aria-hidden size={14} />} onPress={() => setName('')}>
          Parameter
        </Button>
      ) : (
        <form
          className="form-param"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <TextField label="Name of the parameter" mono autoFocus value={name} onChange={setName} />
          <Button isDisabled={fresh === ''} onPress={add}>
            Add
          </Button>
        </form>
      )}
    </fieldset>
  );
}
