// The diagram of a lifecycle: a button for each state, lines for transitions; those of the chosen state stand out.
// May import its neighbours and the lifecycle model.
import { useEffect, useMemo, useRef } from 'react';
import type { AxisGraph, StateBox, TransitionLine } from '../../model/lifecycles/graph.ts';
import { placeDiagram, STATE_HEIGHT, STATE_WIDTH } from './diagram-layout.ts';

export interface DiagramProps {
  readonly label: string;
  readonly graph: AxisGraph;
  readonly chosen: string | undefined;
  readonly onChoose: (state: string) => void;
  /** The states that the try-out has passed, in order; the last is where it stands. */
  readonly visited: readonly string[];
}

/** More lines than this are not shown all at once. */
const MOST_STEPS = 20;

const ARROWS = ['forward', 'step', 'never'] as const;

function marksOf(state: StateBox): string[] {
  return [
    ...(state.isStart ? ['beginning'] : []),
    ...(state.aside ? ['aside'] : []),
    ...(state.isDeadEnd ? ['dead end'] : []),
    ...(state.isUnreachable ? ['unreachable'] : []),
  ];
}

export function Diagram({ label, graph, chosen, onChoose, visited }: DiagramProps) {
  const placed = useMemo(() => placeDiagram(graph), [graph]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[data-chosen]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  // Of many steps only those of the chosen state can be read.
  const showsSteps = graph.lines.filter(({ kind }) => kind === 'step').length <= MOST_STEPS;
  const isDrawn = ({ kind, from, to }: TransitionLine): boolean => {
    if (kind === 'forward') return true;
    const isOwn = from === chosen || to === chosen;
    return kind === 'never' ? from === chosen : isOwn || (chosen === undefined && showsSteps);
  };
  const isNear = (from: string, to: string) => chosen === undefined || from === chosen || to === chosen;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
    <section ref={box} className="lifecycle-diagram" aria-label={label} tabIndex={0}>
      <div className="lifecycle-sheet" style={{ width: placed.width, height: placed.height }}>
        <svg aria-hidden="true" width={placed.width} height={placed.height}>
          <defs>
            {ARROWS.map((kind) => (
              <marker
                key={kind}
                id={`arrow-${kind}`}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerUnits="userSpaceOnUse"
                markerWidth="9"
                markerHeight="9"
                orient="auto"
              >
                <path d="M 0 0 L 8 4 L 0 8 z" className="lifecycle-arrow" data-kind={kind} />
              </marker>
            ))}
          </defs>
          {placed.lines
            .filter(({ line }) => isDrawn(line))
            .map(({ line, path }) => (
              <path
                key={`${line.kind} ${line.from} ${line.to}`}
                d={path}
                className="lifecycle-line"
                data-kind={line.kind}
                data-far={!isNear(line.from, line.to) || undefined}
                markerEnd={`url(#arrow-${line.kind})`}
              />
            ))}
        </svg>
        {showsSteps || chosen !== undefined ? null : (
          <p className="lifecycle-note">Choose a state to see where it leads and what leads to it.</p>
        )}
        {graph.states.map((state) => {
          const place = placed.states.find(({ name }) => name === state.name);
          const marks = marksOf(state);
          const at = visited.lastIndexOf(state.name);
          return (
            <button
              key={state.name}
              type="button"
              className="lifecycle-state"
              data-aside={state.aside || undefined}
              data-fault={state.isDeadEnd || state.isUnreachable || undefined}
              data-chosen={state.name === chosen || undefined}
              data-visited={at === -1 ? undefined : at === visited.length - 1 ? 'now' : 'before'}
              aria-pressed={state.name === chosen}
              title={state.means}
              style={{ left: place?.x, top: place?.y, width: STATE_WIDTH, height: STATE_HEIGHT }}
              onClick={() => onChoose(state.name)}
            >
              <span className="lifecycle-name">
                {state.name}
                {marks.length === 0 ? null : <span className="lifecycle-marks">{marks.join(', ')}</span>}
              </span>
              <span className="lifecycle-by">
                {state.by.length === 0 ? 'anyone, none confirms' : state.by.join(', ')}
              </span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
