// What is wrong with a ruleset, and what its rules do to each other, each with an example that shows it. May import its neighbours.
import type { Mark } from '../../model/rules/marks.ts';
import type { RuleFile } from '../../model/rules/rule-file.ts';
import type { RulesetTexts } from '../../model/rules/verdict.ts';
import { Badge } from '../../parts/Badge.tsx';
import type { ExampleText } from '../../worker/rules-messages.ts';
import { useScene } from './scene.ts';

export interface FindingsProps {
  readonly marks: readonly Mark[];
  readonly drawn: RuleFile;
  readonly texts: RulesetTexts;
  readonly examples: readonly ExampleText[];
  /** Why nothing can be judged. */
  readonly fault: string | undefined;
}

export function Findings({ marks, drawn, fault }: FindingsProps) {
  const scene = useScene();
  return (
    <div className="stack">
      {fault === undefined ? null : <p className="example-fault">{fault}</p>}
      {marks.length === 0 ? (
        <p className="soft">Every fact, operator, path and word is known.</p>
      ) : (
        <ul className="plain-list">
          {marks.map((mark) => (
            <li key={`${mark.id} ${mark.code} ${mark.message}`}>
              <Badge tone={mark.severity === 'error' ? 'bad' : 'warn'}>{mark.severity}</Badge>{' '}
              <button type="button" className="link-button" onClick={() => scene.choose(mark.id)}>
                {drawn.rules[Number(mark.id.split('/')[1])]?.name ?? 'the ruleset'}
              </button>{' '}
              {mark.message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
