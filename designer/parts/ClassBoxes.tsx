// Which of a few words are meant, each a box to tick: the system classes of a rule, the buckets of a document. May import ./fields.tsx.
import type { ReactNode } from 'react';
import { Checkbox } from './fields.tsx';
import './ClassBoxes.css';

export interface ClassBoxesProps {
  readonly legend: string;
  readonly words: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (
    chosen: readonly string[],
    changed: { readonly word: string; readonly isChosen: boolean },
  ) => void;
  /** Said below the legend. */
  readonly note?: ReactNode;
}

export function ClassBoxes({ legend, words, chosen, onChange, note }: ClassBoxesProps) {
  return (
    <fieldset className="class-boxes">
      <legend>{legend}</legend>
      {note === undefined ? null : <p className="soft">{note}</p>}
      <div className="class-boxes-grid">
        {words.map((word) => (
          <Checkbox
            key={word}
            isSelected={chosen.includes(word)}
            onChange={(isChosen) =>
              onChange(isChosen ? [...chosen, word] : chosen.filter((one) => one !== word), { word, isChosen })
            }
          >
            {word}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}
