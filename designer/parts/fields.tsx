// Fields of forms: text, search, choice, switch, each with its label, its help and its error. Imports nothing of ours.
import { Check, ChevronDown, Search, X } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import {
  Button as AriaButton,
  Checkbox as AriaCheckbox,
  SearchField as AriaSearchField,
  Select as AriaSelect,
  TextField as AriaTextField,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
  TextArea,
} from 'react-aria-components';

interface FieldProps {
  readonly label: string;
  /** The label is read out and not shown. */
  readonly hideLabel?: boolean;
  readonly help?: ReactNode;
  readonly error?: string;
  readonly isDisabled?: boolean;
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** More than one line. */
  readonly rows?: number;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  readonly mono?: boolean;
  readonly onBlur?: () => void;
  readonly type?: 'text' | 'password' | 'number';
}

export const TextField = memo(function TextField(props: TextFieldProps) {
  const { label, hideLabel, help, error, rows, placeholder, mono, type = 'text', ...rest } = props;
  return (
    <AriaTextField {...rest} className="field" type={type} isInvalid={error !== undefined}>
      <Label className={hideLabel ? 'unseen' : undefined}>{label}</Label>
      {rows === undefined ? (
        <Input className={mono ? 'input mono' : 'input'} placeholder={placeholder} spellCheck={false} />
      ) : (
        <TextArea
          className={mono ? 'input mono' : 'input'}
          rows={rows}
          placeholder={placeholder}
          spellCheck={mono !== true}
        />
      )}
      {help === undefined ? null : (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
});

export interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly onSubmit?: (value: string) => void;
}

/** A search box: Escape empties it. Its label is read out and not shown. */
export function SearchField({ label, placeholder, ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField {...rest} className="search" aria-label={label}>
      <Search aria-hidden size={14} />
      <Input className="search-input" placeholder={placeholder ?? label} spellCheck={false} />
      <AriaButton className="search-clear">
        <X aria-hidden size={12} />
      </AriaButton>
    </AriaSearchField>
  );
}

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
}

export interface SelectFieldProps extends FieldProps {
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  readonly choices: readonly Choice[];
  readonly placeholder?: string;
}

export const SelectField = memo(function SelectField(props: SelectFieldProps) {
  const { label, hideLabel, help, error, value, onChange, choices, placeholder = 'Choose', isDisabled } = props;
  return (
    <AriaSelect
      className="field"
      value={value ?? null}
      onChange={(key) => key !== null && onChange(String(key))}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
      placeholder={placeholder}
    >
      <Label className={hideLabel ? 'unseen' : undefined}>{label}</Label>
      <AriaButton className="input select">
        <SelectValue className="clip" />
        <ChevronDown aria-hidden size={14} />
      </AriaButton>
      {help === undefined ? null : (
        <Text slot="description" className="field-help">
          {help}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="popover">
        <ListBox className="listbox" items={choices}>
          {(choice: Choice) => (
            <ListBoxItem id={choice.id} className="option" textValue={choice.label}>
              <Text slot="label">{choice.label}</Text>
              {choice.description === undefined ? null : <Text slot="description">{choice.description}</Text>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
});

export interface CheckboxProps {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
}

export function Checkbox({ children, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...rest} className="checkbox">
      <span className="checkbox-box">
        <Check aria-hidden size={12} strokeWidth={3} />
      </span>
      {children}
    </AriaCheckbox>
  );
}
