// The named conditions of a ruleset below its rules. May import its neighbours, parts/ and the rules' model.
import type { DrawnCondition } from '../../model/rules/drawing.ts';
import { onListKey } from '../../parts/list-keys.ts';
import { useScene } from './scene.ts';
import { usesWords } from './words.ts';

export function NamedList({ named, chosen }: { named: readonly DrawnCondition[]; chosen: string | undefined }) {
  const scene = useScene();
  if (named.length === 0) return null;
  const ids = named.map(({ id }) => id);
  const chosenId = named.find(({ name }) => name === chosen)?.id;
  return (
    <section className="named-list" aria-label="Named conditions">
      <h3>Named conditions</h3>
      <ul onKeyDown={(event) => onListKey(event, { keys: ids, chosen: chosenId, onChoose: scene.choose })}>
        {named.map(({ id, name, condition }) => {
          const uses = scene.uses.get(name)?.length ?? 0;
          const faults = [...scene.marks].filter(([at]) => at === id || at.startsWith(`${id}/`)).length;
          const result = scene.verdict?.conditions[condition.id]?.result;
          return (
            <li key={id}>
              <button
                type="button"
                className="rule-item"
                data-key={id}
                aria-current={name === chosen || undefined}
                tabIndex={id === (chosenId ?? ids[0]) ? 0 : -1}
                title={`${name}, ${usesWords(uses)}`}
                onClick={() => scene.choose(id)}
              >
                <span className="named-item-dot" data-result={String(result)} aria-hidden="true" />
                <span className="clip">{name}</span>
                {faults > 0 ? (
                  <span className="rule-item-mark">{faults === 1 ? '1 fault' : `${faults} faults`}</span>
                ) : null}
                {uses === 0 ? <span className="rule-item-gap">unused</span> : null}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
