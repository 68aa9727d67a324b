// A choice that this browser keeps: what is folded away, how wide something is. Imports React only.
import { useCallback, useState } from 'react';

const keyOf = (name: string) => `crossdock.${name}`;

function read<Value>(name: string, initial: Value): Value {
  try {
    const text = localStorage.getItem(keyOf(name));
    return text === null ? initial : (JSON.parse(text) as Value);
  } catch {
    // Storage may be refused, and what is in it may be anybody's: the choice then starts anew.
    return initial;
  }
}

export function useKept<Value extends string | number | boolean>(
  name: string,
  initial: Value,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState(() => read(name, initial));
  const keep = useCallback(
    (next: Value) => {
      setValue(next);
      try {
        localStorage.setItem(keyOf(name), JSON.stringify(next));
      } catch {
        // See above.
      }
    },
    [name],
  );
  return [value, keep];
}
