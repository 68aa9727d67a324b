// What rows are marked with: how many lines begin at them, and, while a line is drawn, whether they take it. May import its neighbours and
// types of the model.
import type { MapNode } from '../model/mapping/graph.ts';
import type { RowMark } from './FieldRow.tsx';
import type { Line } from './line-geometry.ts';
import type { Presence } from './presence.ts';
import type { Rows } from './rows.ts';

/** How many lines begin at each row, and of a closed one at all below it. */
export function countMarks(
  lines: readonly Line[],
  nodes: readonly MapNode[],
  { rows, presenceOf }: { readonly rows: Rows; readonly presenceOf: (path: string) => Presence },
): (path: string) => RowMark | undefined {
  const counts = new Map<number, number>();
  const add = (path: string): void => {
    const index = rows.indexOf(path);
    if (index >= 0) counts.set(index, (counts.get(index) ?? 0) + 1);
  };
  for (const line of lines) add(line.from);
  for (const node of nodes) for (const input of node.inputs) for (const source of input.sources) add(source);
  return (path) => markOfCount(counts.get(rows.indexOf(path)) ?? 0, presenceOf(path) !== 'here');
}

const COUNT_MARKS = new Map<string, RowMark | undefined>();

/** The same object for the same count: a row whose count stays is not drawn again. */
function markOfCount(lines: number, isAbsent: boolean): RowMark | undefined {
  if (lines === 0 && !isAbsent) return undefined;
  const key = `${lines} ${isAbsent}`;
  const known = COUNT_MARKS.get(key);
  if (known !== undefined) return known;
  const words = [
    lines === 0 ? '' : lines === 1 ? 'used once' : `used ${lines} times`,
    isAbsent ? 'not in this sample' : '',
  ];
  const mark: RowMark = {
    ...(lines === 0 ? {} : { lines, tone: 'mapped' }),
    ...(isAbsent ? { isAbsent } : {}),
    words: words.filter((one) => one !== '').join(', '),
  };
  COUNT_MARKS.set(key, mark);
  return mark;
}

/** While a line is drawn each row that is asked for says whether it takes it, and why not; asked once each. */
export function takingMarks(refuses: (target: string) => string | undefined): (path: string) => RowMark {
  const fits: RowMark = { tone: 'drop' };
  const asked = new Map<string, RowMark>();
  return (path) => {
    const known = asked.get(path);
    if (known !== undefined) return known;
    const words = refuses(path);
    const mark: RowMark = words === undefined ? fits : { tone: 'refused', words };
    asked.set(path, mark);
    return mark;
  };
}
