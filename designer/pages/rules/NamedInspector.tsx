// About a named condition: its name, who uses it, its conditions and the chosen one of them. May import its neighbours and the rules' model.
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DrawnCondition } from '../../model/rules/drawing.ts';
import { deleteNamed, type ReferencePlace, type RulesetEdit, renameNamed } from '../../model/rules/named.ts';
import type { DrawnRule } from '../../model/rules/rule-file.ts';
import type { RulesetTexts } from '../../model/rules/verdict.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button } from '../../parts/Button.tsx';
import { TypedField } from '../../parts/TypedField.tsx';
import { ConditionTree } from './ConditionTree.tsx';
import { useScene } from './scene.ts';
import { usesWords, verdictWords } from './words.ts';

export interface NamedInspectorProps {
  readonly named: DrawnCondition;
  readonly all: ReadonlyMap<string, DrawnCondition['condition']>;
  readonly rules: readonly DrawnRule[];
  readonly edit: (make: (texts: RulesetTexts) => RulesetEdit) => boolean;
  /** The form of the chosen condition. */
  readonly form: ReactNode;
}

/** The rule or the named condition that a reference stands in. */
function homeOf({ file, path }: ReferencePlace, rules: readonly DrawnRule[]): string {
  return file === 'rules' ? (rules[Number(path[0])]?.name ?? 'a rule') : String(path[1]);
}

export function NamedInspector({ named, all, rules, edit, form }: NamedInspectorProps) {
  const scene = useScene();
  const uses = scene.uses.get(named.name) ?? [];
  const verdict = scene.verdict?.conditions[named.condition.id];
  return (
    <div className="stack">
      <div className="cluster">
        <h2 className="clip" title={named.name}>
          {named.name}
        </h2>
        <Badge>{usesWords(uses.length)}</Badge>
      </div>
      {scene.verdict === undefined ? null : <p className="verdict-line">Here it is {verdictWords(verdict)}.</p>}
      <TypedField
        label="Name of the condition"
        value={named.name}
        help="Every reference to it is renamed with it."
        onSet={(to) => {
          if (edit((texts) => renameNamed(texts, named.name, to.trim()))) scene.choose(`/conditions/${to.trim()}`);
        }}
      />
      <section className="stack finding-part" aria-label="Used by">
        <h3>Used by{uses.length > 0 ? ` ${uses.length}` : ''}</h3>
        {uses.length === 0 ? (
          <p className="soft">Nothing refers to it.</p>
        ) : (
          <ul className="plain-list uses-list">
            {uses.map((place) => (
              <li key={place.id}>
                <button type="button" className="link-button" onClick={() => scene.choose(place.id)}>
                  {homeOf(place, rules)}
                </button>{' '}
                <span className="soft">{place.file === 'rules' ? 'rule' : 'named condition'}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <ConditionTree condition={named.condition} stoppedBy={undefined} named={all} />
      {form}
      <div>
        <Button
          tone="danger"
          icon={<Trash2 aria-hidden size={14} />}
          isDisabled={uses.length > 0}
          onPress={() => {
            if (edit((texts) => deleteNamed(texts, named.name))) scene.choose('/0');
          }}
        >
          Delete the condition
        </Button>
        {uses.length === 0 ? null : <p className="soft">It cannot be deleted while something refers to it.</p>}
      </div>
    </div>
  );
}
