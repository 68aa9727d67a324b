// The boxes of the flow: facts, conditions, groups, outcomes, with what the chosen example makes of them.
// May import its neighbours, the rules' model and parts/.
import type { Node, NodeProps } from '@xyflow/react';
import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { type Box, isRule } from '../../model/rules/drawing.ts';
import { Badge } from '../../parts/Badge.tsx';
import { neverFired, ruleVerdict, uncovered, useScene } from './scene.ts';
import { comparisonWords, factWords, partWords, seenWords, signOf, usesWords } from './words.ts';

export type BoxNode = Node<{ readonly box: Box }, 'fact' | 'condition' | 'junction' | 'outcome' | 'name'>;
type BoxProps = NodeProps<BoxNode>;

const Ends = memo(function Ends({ first = false, last = false }: { first?: boolean; last?: boolean }) {
  return (
    <>
      {first ? null : <Handle type="target" position={Position.Left} isConnectable={false} />}
      {last ? null : <Handle type="source" position={Position.Right} isConnectable={false} />}
    </>
  );
});

function FactBox({ data: { box } }: BoxProps) {
  return (
    <div className="box box-fact" title={box.fact}>
      <Ends first />
      <span className="clip">{box.fact}</span>
    </div>
  );
}

function ConditionBox({ data: { box } }: BoxProps) {
  const scene = useScene();
  const { part } = box;
  if (part === undefined) return null;
  const verdict = scene.verdict?.conditions[part.id];
  const marks = scene.marks.get(part.id);
  const gap = scene.showsCoverage ? uncovered(scene, part.id) : undefined;
  const first =
    part.kind === 'comparison' ? factWords(part.of) : part.kind === 'reference' ? 'named condition' : 'JSON';
  const second =
    part.kind === 'comparison' ? comparisonWords(part) : part.kind === 'opaque' ? part.json : partWords(part);
  return (
    <div
      className="box box-condition"
      data-kind={part.kind}
      data-result={String(verdict?.result)}
      data-marked={marks?.[0]?.severity}
      data-gap={gap === undefined ? undefined : true}
      data-chosen={scene.chosen === part.id || undefined}
      title={[`${first} ${second}`, seenWords(verdict), ...(marks ?? []).map(({ message }) => message)]
        .filter(Boolean)
        .join('\n')}
    >
      <Ends />
      <span className="box-words">
        <span className="box-first clip">{first}</span>
        <span className="box-second clip">{second}</span>
      </span>
      <span className="box-verdict">
        {gap !== undefined ? (
          <Badge tone="warn">{gap}</Badge>
        ) : verdict === undefined ? null : (
          <>
            <span className="box-sign">{signOf(verdict)}</span>
            {part.kind === 'comparison' ? (
              <span className="box-seen clip">{seenWords(verdict)?.replace(/^saw /, '')}</span>
            ) : null}
          </>
        )}
      </span>
    </div>
  );
}

function GroupBox({ data: { box } }: BoxProps) {
  const scene = useScene();
  const { part } = box;
  if (part === undefined) return null;
  const verdict = scene.verdict?.conditions[part.id];
  return (
    <div
      className="box box-group"
      data-result={String(verdict?.result)}
      data-chosen={scene.chosen === part.id || undefined}
      data-marked={scene.marks.get(part.id)?.[0]?.severity}
      title={partWords(part)}
    >
      <Ends />
      <span>{part.kind}</span>
      {verdict === undefined ? null : <span className="box-sign">{signOf(verdict)}</span>}
    </div>
  );
}

function OutcomeBox({ data: { box } }: BoxProps) {
  const scene = useScene();
  const rule = box.owner;
  if (!isRule(rule)) return null;
  const verdict = ruleVerdict(scene, rule.index);
  const { severity, owner, message, waits } = rule.outcome;
  const gap = scene.showsCoverage && neverFired(scene, rule.index);
  return (
    <div
      className="box box-outcome"
      data-severity={severity}
      data-result={verdict === undefined ? undefined : String(verdict.fired)}
      data-gap={gap || undefined}
      data-chosen={scene.chosen === rule.id || undefined}
      data-marked={scene.marks.get(rule.id)?.[0]?.severity}
      title={rule.name}
    >
      <Ends last />
      <span className="box-head">
        <strong className="clip">{rule.name}</strong>
        {verdict === undefined ? null : <span className="box-sign">{verdict.fired ? 'fires' : 'silent'}</span>}
      </span>
      <span className="box-badges">
        <Badge tone={severity === 'block' ? 'bad' : severity === 'warn' ? 'warn' : 'plain'}>
          {severity ?? 'no severity'}
        </Badge>
        <Badge>{owner ?? 'nobody'}</Badge>
        {waits ? <Badge>waits</Badge> : null}
        {gap ? <Badge tone="warn">never fired</Badge> : null}
      </span>
      <span className="box-message">{verdict?.message ?? message}</span>
    </div>
  );
}

/** What a named condition ends in. */
function NameBox({ data: { box } }: BoxProps) {
  const scene = useScene();
  const { owner } = box;
  if (isRule(owner)) return null;
  const verdict = scene.verdict?.conditions[owner.condition.id];
  const uses = scene.uses.get(owner.name)?.length ?? 0;
  return (
    <div
      className="box box-condition"
      data-kind="reference"
      data-result={verdict === undefined ? undefined : String(verdict.result)}
      data-chosen={scene.chosen === owner.id || undefined}
      title={owner.name}
    >
      <Ends last />
      <span className="box-words">
        <span className="box-first clip">{`named condition, ${usesWords(uses)}`}</span>
        <span className="box-second clip">{owner.name}</span>
      </span>
      {verdict === undefined ? null : <span className="box-sign">{signOf(verdict)}</span>}
    </div>
  );
}

export const BOX_TYPES = {
  fact: memo(FactBox),
  condition: memo(ConditionBox),
  // `group` is a kind of React Flow's own, with a look of its own.
  junction: memo(GroupBox),
  outcome: memo(OutcomeBox),
  name: memo(NameBox),
};
