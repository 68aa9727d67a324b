// The rules and named conditions of a ruleset, and ways to add one. May import its neighbours, parts/ and the rules' model.
import { Plus, Tag } from 'lucide-react';
import { addRule } from '../../model/rules/commands.ts';
import { addNamed, freeConditionName } from '../../model/rules/named.ts';
import type { DrawnRule } from '../../model/rules/rule-file.ts';
import { Button } from '../../parts/Button.tsx';
import { NamedList } from './NamedList.tsx';
import { RuleList } from './RuleList.tsx';
import type { ReadRuleset } from './read-ruleset.ts';
import { useScene } from './scene.ts';
import type { RulesetEdits } from './use-ruleset-edits.ts';

export interface RulesSideProps {
  readonly ruleset: ReadRuleset;
  readonly manifest: string;
  readonly edits: RulesetEdits;
  /** Index of the chosen rule. */
  readonly index: number | undefined;
  readonly shownNamed: string | undefined;
  readonly onChoose: (rule: DrawnRule) => void;
}

export function RulesSide({ ruleset, manifest, edits, index, shownNamed, onChoose }: RulesSideProps) {
  const { choose } = useScene();
  const { drawn, drawnNamed, fact } = ruleset;
  return (
    <aside className="ruleset-rules" aria-label="Rules of this ruleset">
      <RuleList rules={drawn.rules} chosen={index} onChoose={onChoose} />
      <NamedList named={drawnNamed} chosen={shownNamed} />
      <div className="cluster">
        <Button
          icon={<Plus aria-hidden size={14} />}
          onPress={() => {
            const at = index ?? drawn.rules.length - 1;
            edits.run((now) => addRule(now, at, fact));
            choose(`/${at + 1}`);
          }}
        >
          Add a rule
        </Button>
        <Button
          tone="quiet"
          icon={<Tag aria-hidden size={14} />}
          onPress={() => {
            const free = freeConditionName(manifest, 'new-condition');
            if (edits.edit((now) => addNamed(now, free, fact))) choose(`/conditions/${free}`);
          }}
        >
          Named condition
        </Button>
      </div>
    </aside>
  );
}
