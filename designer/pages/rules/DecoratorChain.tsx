// The decorators of an operator as a chain, from the outside in: chosen from those there are, moved and taken out one by one.
// One that nobody knows stays as it is written. May import parts/ and the rules' catalog.
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { DECORATOR_ENTRIES } from '../../model/rules/catalog.ts';
import { IconButton } from '../../parts/Button.tsx';
import { SelectField } from '../../parts/fields.tsx';

export interface DecoratorChainProps {
  readonly decorators: readonly string[];
  readonly onChange: (decorators: readonly string[]) => void;
}

const summaryOf = (name: string): string =>
  DECORATOR_ENTRIES.find((entry) => entry.name === name)?.summary ?? 'there is no such decorator';

const CHOICES = DECORATOR_ENTRIES.map(({ name, summary }) => ({ id: name, label: name, description: summary }));

export function DecoratorChain({ decorators, onChange }: DecoratorChainProps) {
  const moved = (from: number, to: number) => {
    const next = [...decorators];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  return (
    <fieldset className="form-chain">
      <legend>Decorators, from the outside in</legend>
      {decorators.length === 0 ? null : (
        <ol className="plain-list">
          {decorators.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one may be there twice, each is its place
            <li key={index} className="form-chain-link">
              <code>{name}</code>
              <span className="soft clip">{summaryOf(name)}</span>
              <IconButton
                label={`${name}: further out`}
                icon={<ArrowUp aria-hidden size={14} />}
                isDisabled={index === 0}
                onPress={() => moved(index, index - 1)}
              />
              <IconButton
                label={`${name}: further in`}
                icon={<ArrowDown aria-hidden size={14} />}
                isDisabled={index === decorators.length - 1}
                onPress={() => moved(index, index + 1)}
              />
              <IconButton
                label={`${name}: take it out`}
                icon={<X aria-hidden size={14} />}
                onPress={() => onChange(decorators.filter((_one, at) => at !== index))}
              />
            </li>
          ))}
        </ol>
      )}
      <SelectField
        label="Add a decorator"
        hideLabel
        placeholder="Add a decorator"
        value={undefined}
        choices={CHOICES}
        onChange={(name) => onChange([...decorators, name])}
      />
    </fieldset>
  );
}
