// The conditions of a rule as a tree: what each saw, and the way to choose one by keys. May import its neighbours.
import type { KeyboardEvent } from 'react';
import { type ConditionPart, partsOf } from '../../model/rules/rule-file.ts';
import { uncovered, useScene } from './scene.ts';
import { partWords, seenWords, signOf, verdictWords } from './words.ts';

export interface ConditionTreeProps {
  readonly condition: ConditionPart;
  /** Pointer of the condition that stopped the rule. */
  readonly stoppedBy: string | undefined;
  /** Of what a reference names: its pointers stand behind that of the reference. */
  readonly prefix?: string;
  /** What names stand for: shown below their reference; choosing it leads to where it is edited. */
  readonly named?: ReadonlyMap<string, ConditionPart>;
}

interface RowProps extends ConditionTreeProps {
  readonly part: ConditionPart;
  readonly level: number;
}

function Row({ part, level, prefix = '', ...tree }: RowProps) {
  const scene = useScene();
  const id = `${prefix}${part.id}`;
  const verdict = scene.verdict?.conditions[id];
  const mark = scene.marks.get(id)?.[0];
  const gap = scene.showsCoverage ? uncovered(scene, id) : undefined;
  const members = part.kind === 'all' || part.kind === 'any' || part.kind === 'not' ? part.members : [];
  const target = part.kind === 'reference' ? tree.named?.get(part.name) : undefined;
  const isChosen = scene.chosen === id;
  return (
    <>
      <div
        role="treeitem"
        aria-level={level}
        aria-selected={isChosen}
        aria-expanded={members.length > 0 || target !== undefined ? true : undefined}
        tabIndex={
          isChosen || (level === 1 && scene.chosen !== undefined && !scene.chosen.startsWith(`${tree.condition.id}`))
            ? 0
            : -1
        }
        className="tree-row"
        data-id={id}
        data-result={String(verdict?.result)}
        data-stop={tree.stoppedBy === id || undefined}
        data-marked={mark?.severity}
        style={{ paddingLeft: 6 + (level - 1) * 16 }}
        onClick={() => scene.choose(part.id)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') scene.choose(part.id);
        }}
      >
        <span className="tree-sign" title={verdictWords(verdict)}>
          {scene.verdict === undefined ? '·' : signOf(verdict)}
          <span className="unseen">{scene.verdict === undefined ? '' : verdictWords(verdict)}</span>
        </span>
        <span className="tree-words">
          {partWords(part)}
          {part.kind === 'comparison' && verdict !== undefined ? (
            <span className="tree-seen">{seenWords(verdict)}</span>
          ) : null}
          {gap === undefined ? null : <span className="tree-gap">{gap}</span>}
          {mark === undefined ? null : <span className="tree-mark">{mark.message}</span>}
        </span>
      </div>
      {members.map((member) => (
        <Row key={member.id} {...tree} prefix={prefix} part={member} level={level + 1} />
      ))}
      {target === undefined ? null : (
        <Row key={`${id} named`} {...tree} prefix={`${id} `} part={target} level={level + 1} />
      )}
    </>
  );
}

export function ConditionTree(props: ConditionTreeProps) {
  const scene = useScene();
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const ids = [...partsOf(props.condition)].map(({ id }) => id);
    const at = ids.indexOf(scene.chosen ?? '');
    const next = ids[Math.max(0, Math.min(ids.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))];
    if (next === undefined) return;
    scene.choose(next);
    // Its row is there already: whoever goes on by Tab starts from it.
    event.currentTarget.querySelector<HTMLElement>(`[data-id="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <div role="tree" aria-label="Conditions" className="condition-tree" tabIndex={-1} onKeyDown={onKeyDown}>
      <Row {...props} part={props.condition} level={1} />
    </div>
  );
}
