// The diagram of a lifecycle: a button for each state, lines for transitions; those of the chosen state stand out. A line is drawn from
// the handle of a state to another one, and opened by a click; keys move a state, its panel does the rest.
// May import its neighbours and the lifecycle model.
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { AxisGraph, StateBox, TransitionLine } from '../../model/lifecycles/graph.ts';
import { placeDiagram, STATE_HEIGHT, STATE_WIDTH } from './diagram-layout.ts';
import { useDrawing } from './use-drawing.ts';

export interface DiagramProps {
  readonly label: string;
  readonly graph: AxisGraph;
  readonly chosen: string | undefined;
  readonly onChoose: (state: string) => void;
  /** A transition was drawn. */
  readonly onDrawn: (from: string, to: string) => void;
  readonly onOpen: (line: TransitionLine) => void;
  readonly onMove: (state: string, by: -1 | 1) => void;
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

const MOVES: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 };

export function Diagram(props: DiagramProps) {
  const { label, graph, chosen, onChoose, onDrawn, onOpen, onMove, visited } = props;
  const placed = useMemo(() => placeDiagram(graph), [graph]);
  const box = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const drawing = useDrawing(sheet, onDrawn);
  const placeOf = (state: string) => placed.states.find(({ name }) => name === state) ?? { x: 0, y: 0 };
  const onKeyDown = (event: KeyboardEvent, state: string) => {
    const by = MOVES[event.key];
    if (by === undefined || !event.altKey) return;
    event.preventDefault();
    onMove(state, by);
  };
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
      <div ref={sheet} className="lifecycle-sheet" style={{ width: placed.width, height: placed.height }}>
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
              // biome-ignore lint/a11y/noStaticElementInteractions: the panel of the state does the same by keys
              <g
                key={`${line.kind} ${line.from} ${line.to}`}
                className="lifecycle-transition-line"
                data-opens={line.kind !== 'forward' || undefined}
                onClick={() => line.kind !== 'forward' && onOpen(line)}
              >
                <path d={path} className="lifecycle-line-room" />
                <path
                  d={path}
                  className="lifecycle-line"
                  data-kind={line.kind}
                  data-far={!isNear(line.from, line.to) || undefined}
                  markerEnd={`url(#arrow-${line.kind})`}
                />
              </g>
            ))}
          {drawing.line === undefined ? null : (
            <line
              className="lifecycle-line"
              x1={placeOf(drawing.line.from).x + STATE_WIDTH}
              y1={placeOf(drawing.line.from).y + STATE_HEIGHT - 6}
              x2={drawing.line.x}
              y2={drawing.line.y}
              markerEnd="url(#arrow-step)"
            />
          )}
        </svg>
        {showsSteps || chosen !== undefined ? null : (
          <p className="lifecycle-note">Choose a state to see where it leads and what leads to it.</p>
        )}
        {graph.states.map((state) => {
          const place = placeOf(state.name);
          const marks = marksOf(state);
          const at = visited.lastIndexOf(state.name);
          return (
            <button
              key={state.name}
              type="button"
              className="lifecycle-state"
              data-state={state.name}
              data-aside={state.aside || undefined}
              data-fault={state.isDeadEnd || state.isUnreachable || undefined}
              data-chosen={state.name === chosen || undefined}
              data-visited={at === -1 ? undefined : at === visited.length - 1 ? 'now' : 'before'}
              aria-pressed={state.name === chosen}
              title={state.means}
              style={{ left: place.x, top: place.y, width: STATE_WIDTH, height: STATE_HEIGHT }}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
              onClick={() => onChoose(state.name)}
              onKeyDown={(event) => onKeyDown(event, state.name)}
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
        {placed.states.map(({ name, x, y }) => (
          <span
            key={name}
            className="lifecycle-handle"
            aria-hidden="true"
            title={`Draw a transition from ${name}`}
            // Below where lines come in.
            style={{ left: x + STATE_WIDTH - 7, top: y + STATE_HEIGHT - 13 }}
            {...drawing.handleOf(name)}
          />
        ))}
      </div>
    </section>
  );
}
