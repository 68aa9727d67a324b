// What the ownership file is about, rules for fields that the model does not name, and buckets that may go below zero.
// May import panels/, parts/ and the model.
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { ruleFor } from '../../../runtime/engine/state/ownership.ts';
import { addRule, bucketsOf, describe, setNegative, type Target } from '../../model/ownership/commands.ts';
import type { RunEdit } from '../../panels/use-text-edits.ts';
import { Button } from '../../parts/Button.tsx';
import { ClassBoxes } from '../../parts/ClassBoxes.tsx';
import { TextField } from '../../parts/fields.tsx';

export interface AboutPanelProps {
  readonly target: Target;
  readonly run: RunEdit;
  readonly onChoose: (path: string) => void;
}

export function AboutPanel({ target, run, onChoose }: AboutPanelProps) {
  const { ownership, type } = target;
  const [typed, setTyped] = useState('');
  const path = typed.trim();
  const buckets = bucketsOf(type);
  return (
    <div className="stack">
      <TextField
        label="What the ownership is about"
        rows={7}
        value={ownership.description ?? ''}
        onChange={(words) => run(() => describe(target, words), true)}
      />
      {buckets.length === 0 ? null : (
        <ClassBoxes
          legend="Buckets that may go below zero"
          words={buckets}
          chosen={ownership.documents[type]?.negative ?? []}
          onChange={(_all, { word, isChosen }) => run(() => setNegative(target, word, isChosen))}
        />
      )}
      <div className="ownership-add">
        <TextField
          label={`A rule for a path of ${type}`}
          help="For what stands deeper than the fields of the list, such as one hold of an order."
          value={typed}
          onChange={setTyped}
          mono
        />
        <div>
          <Button
            icon={<Plus aria-hidden size={14} />}
            isDisabled={path === ''}
            onPress={() => {
              if (!run(() => addRule(target, path, ruleFor(ownership, type, path).owners))) return;
              setTyped('');
              onChoose(path);
            }}
          >
            Add the rule
          </Button>
        </div>
      </div>
    </div>
  );
}
