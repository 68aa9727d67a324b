// Tries what systems say of a status, one after the other, and shows where they are stopped. May import parts/ and the model.
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { SYSTEM_CLASSES } from '../../../runtime/engine/workspace/definitions.ts';
import type { Outcome, Statement } from '../../model/lifecycles/try-out.ts';
import { Badge, type Tone } from '../../parts/Badge.tsx';
import { Button, IconButton } from '../../parts/Button.tsx';
import { SelectField } from '../../parts/fields.tsx';

export interface TryOutProps {
  readonly words: readonly string[];
  readonly statements: readonly Statement[];
  readonly outcomes: readonly Outcome[];
  readonly onChange: (statements: readonly Statement[]) => void;
}

const TONES: Readonly<Record<Outcome['kind'], Tone>> = {
  stands: 'good',
  unchanged: 'plain',
  late: 'warn',
  reported: 'warn',
  held: 'bad',
};

const WORDS: Readonly<Record<Outcome['kind'], string>> = {
  stands: 'stands',
  unchanged: 'nothing new',
  late: 'too late',
  reported: 'refused, reported',
  held: 'refused, held',
};

function moved(statements: readonly Statement[], from: number, to: number): Statement[] {
  const next = [...statements];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

export function TryOut({ words, statements, outcomes, onChange }: TryOutProps) {
  const [sourceClass, setClass] = useState<string>('storefront');
  const [word, setWord] = useState<string>();
  const known = word !== undefined && words.includes(word) ? word : words[0];
  return (
    <div className="stack">
      <div className="lifecycle-add">
        <SelectField
          label="System"
          value={sourceClass}
          onChange={setClass}
          choices={SYSTEM_CLASSES.map((name) => ({ id: name, label: name }))}
        />
        <SelectField
          label="says"
          value={known}
          onChange={setWord}
          choices={words.map((name) => ({ id: name, label: name }))}
        />
        <Button
          icon={<Plus aria-hidden size={14} />}
          isDisabled={known === undefined}
          onPress={() => known !== undefined && onChange([...statements, { sourceClass, word: known }])}
        >
          Add
        </Button>
      </div>
      {outcomes.length === 0 ? (
        <p className="soft">Add what systems say, in the order in which it arrives. Nothing of it is stored.</p>
      ) : (
        <ol className="lifecycle-outcomes" aria-label="What came of it">
          {outcomes.map((outcome, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a statement is its place
            <li key={index} data-kind={outcome.kind}>
              <div className="cluster">
                <strong>{outcome.statement.sourceClass}</strong> says <code>{outcome.statement.word}</code>
                <Badge tone={TONES[outcome.kind]}>{WORDS[outcome.kind]}</Badge>
                <span className="lifecycle-acts">
                  <IconButton
                    label="Earlier"
                    icon={<ArrowUp aria-hidden size={14} />}
                    isDisabled={index === 0}
                    onPress={() => onChange(moved(statements, index, index - 1))}
                  />
                  <IconButton
                    label="Later"
                    icon={<ArrowDown aria-hidden size={14} />}
                    isDisabled={index === statements.length - 1}
                    onPress={() => onChange(moved(statements, index, index + 1))}
                  />
                  <IconButton
                    label="Take it out"
                    icon={<X aria-hidden size={14} />}
                    onPress={() => onChange(statements.filter((_one, at) => at !== index))}
                  />
                </span>
              </div>
              <p className="soft">
                {outcome.why ?? `The status is ${outcome.status ?? 'not known'}`}
                {outcome.skipped.length === 0 ? '' : `; passed over: ${outcome.skipped.join(', ')}`}
              </p>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
