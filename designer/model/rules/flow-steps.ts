// Where arrow keys lead from one box of the flow to the next: along the lines sideways, down a column and up again.
// May import ./drawing.ts.
import type { Box, Drawing } from './drawing.ts';

export type FlowKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End';

export const isFlowKey = (key: string): key is FlowKey =>
  ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(key);

/** Boxes that can be chosen: facts only say where conditions read. */
export const isChoosable = ({ kind }: Box): boolean => kind !== 'fact';

/** What is chosen with a box: its condition, or with the end of a lane the rule or name that it ends in. */
export const choiceOf = (box: Box): string => (box.kind === 'outcome' || box.kind === 'name' ? box.owner.id : box.id);

/** The box that shows what is chosen. A rule or name is shown by the end of its lane. */
export const boxOfChoice = ({ boxes }: Drawing, chosen: string | undefined): Box | undefined =>
  boxes.find((box) => isChoosable(box) && choiceOf(box) === chosen);

const middle = ({ y, height }: Box): number => y + height / 2;

/**
 * The next box in the direction of a key; undefined where there is none.
 *
 * Sideways it is the nearest in height of those that a line leads from or to. Up and down it is the nearest above or below that
 * begins in the same column, also of the next rule. Home and End lead to the first box and the last.
 */
export function boxBeside(drawing: Drawing, from: Box, key: FlowKey): Box | undefined {
  const boxes = drawing.boxes.filter(isChoosable);
  if (key === 'Home') return boxes[0];
  if (key === 'End') return boxes.at(-1);
  const sign = key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 1;
  if (key === 'ArrowUp' || key === 'ArrowDown')
    return nearest(
      boxes.filter((box) => box.x === from.x && sign * (middle(box) - middle(from)) > 0),
      from,
    );
  const ids = new Set(
    drawing.lines.flatMap(({ from: start, to }) =>
      sign < 0 ? (to === from.id ? [start] : []) : start === from.id ? [to] : [],
    ),
  );
  return nearest(
    boxes.filter(({ id }) => ids.has(id)),
    from,
  );
}

function nearest(boxes: readonly Box[], to: Box): Box | undefined {
  let found: Box | undefined;
  for (const box of boxes)
    if (found === undefined || Math.abs(middle(box) - middle(to)) < Math.abs(middle(found) - middle(to))) found = box;
  return found;
}
