// Text with proposals below it; what is typed counts when the field is left or Enter is pressed. Imports nothing of ours.
import { useId } from 'react';

export interface TypedFieldProps {
  readonly label: string;
  readonly value: string;
  readonly proposals?: readonly string[];
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  readonly onSet: (value: string) => void;
}

export function TypedField({ label, value, proposals = [], help, error, onSet }: TypedFieldProps) {
  const list = useId();
  const field = useId();
  return (
    <div className="field">
      <label htmlFor={field}>{label}</label>
      <input
        // A change from elsewhere starts the field anew.
        key={value}
        id={field}
        className="input mono"
        defaultValue={value}
        list={proposals.length === 0 ? undefined : list}
        spellCheck={false}
        aria-invalid={error === undefined ? undefined : true}
        onBlur={(event) => event.currentTarget.value !== value && onSet(event.currentTarget.value)}
        onKeyDown={(event) =>
          event.key === 'Enter' && event.currentTarget.value !== value && onSet(event.currentTarget.value)
        }
      />
      {proposals.length === 0 ? null : (
        <datalist id={list}>
          {proposals.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {help === undefined ? null : <span className="field-help">{help}</span>}
      {error === undefined ? null : <span className="field-error">{error}</span>}
    </div>
  );
}
