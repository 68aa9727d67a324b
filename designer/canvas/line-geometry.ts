// Where lines run, by arithmetic alone: no element is measured. Lines that would fan out of sight are counted instead of drawn.
// Pure; may import ./presence.ts and ./rows.ts.
import type { Presence } from './presence.ts';
import type { Rows } from './rows.ts';

/** Height of every row of a tree in pixels; styles/canvas.css sets the same. */
export const ROW_HEIGHT = 26;

/** A connection as it is meant, before anything is collapsed or scrolled away. */
export interface Line {
  readonly id: string;
  /** Path of the source field. */
  readonly from: string;
  /** Path of the target field. */
  readonly to: string;
  readonly kind: 'value' | 'loop' | 'through';
}

/** A tree as it stands on the screen, in pixels of the overlay. */
export interface Side {
  readonly rows: Rows;
  readonly scrollTop: number;
  /** Of the visible window of the list. */
  readonly top: number;
  readonly bottom: number;
  /** Where lines begin or end. */
  readonly x: number;
}

export interface DrawnLine {
  readonly key: string;
  readonly path: string;
  /** How many connections it stands for. */
  readonly count: number;
  readonly kind: Line['kind'];
  /** Ids of those, the first few. */
  readonly ids: readonly string[];
  readonly isLit: boolean;
  /** It ends at a collapsed row. */
  readonly isMerged: boolean;
  /** Of the best of the fields that it begins at. */
  readonly presence: Presence;
}

/** What is asked of a line while it is drawn. */
export interface Looks {
  readonly isLit: (line: Line) => boolean;
  /** How the field that it begins at stands in the sample. */
  readonly presenceOf: (from: string) => Presence;
  /** Lines of fields that belong to other messages are drawn too; else they are while they are lit. */
  readonly showsAll: boolean;
}

/** Lines that lead out of the window, counted at the edge they leave by. */
export interface EdgeCount {
  readonly side: 'source' | 'target';
  readonly edge: 'above' | 'below';
  readonly count: number;
}

export interface Drawing {
  readonly lines: readonly DrawnLine[];
  readonly edges: readonly EdgeCount[];
}

const MOST_IDS = 8;
/** Points of a curve that are compared with the pointer's place. */
const CURVE_STEPS = 48;
/** At most so many curves are drawn at a time; a screen full of more tells nobody anything. */
const MOST_LINES = 400;

/** A row's middle, and on which side of the window it is: 0 inside, -1 above, 1 below. */
function placeOf(side: Side, index: number): { y: number; out: -1 | 0 | 1 } {
  const y = side.top + index * ROW_HEIGHT + ROW_HEIGHT / 2 - side.scrollTop;
  return { y, out: y < side.top ? -1 : y > side.bottom ? 1 : 0 };
}

/** A flat S from one side to the other. */
export function curve(x1: number, y1: number, x2: number, y2: number): string {
  const bend = Math.min(90, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1.toFixed(1)}C${x1 + bend} ${y1.toFixed(1)} ${x2 - bend} ${y2.toFixed(1)} ${x2} ${y2.toFixed(1)}`;
}

/** From the left edge of one node to the left edge of another above it. */
export function bracket(x1: number, y1: number, x2: number, y2: number): string {
  const bend = Math.min(x1, x2) - 16;
  return `M${x1} ${y1.toFixed(1)}C${bend} ${y1.toFixed(1)} ${bend} ${y2.toFixed(1)} ${x2} ${y2.toFixed(1)}`;
}

/** How far a point is from a line that was made here, in pixels. */
export function distanceTo(path: string, { x, y }: { readonly x: number; readonly y: number }): number {
  const [x1, y1, x2, y2, x3, y3, x4, y4] = (path.match(/-?[\d.]+/g) ?? []).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (y4 === undefined) return Number.POSITIVE_INFINITY;
  let nearest = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= CURVE_STEPS; step += 1) {
    const t = step / CURVE_STEPS;
    const s = 1 - t;
    const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    const by = Math.hypot(a * x1 + b * x2 + c * x3 + d * x4 - x, a * y1 + b * y2 + c * y3 + d * y4 - y);
    nearest = Math.min(nearest, by);
  }
  return nearest;
}

const NEARNESS: readonly Presence[] = ['here', 'empty', 'elsewhere'];

/** Of several fields that one line stands for, the one that the sample is nearest to. */
export const nearer = (one: Presence, other: Presence): Presence =>
  NEARNESS.indexOf(one) <= NEARNESS.indexOf(other) ? one : other;

interface Group {
  readonly si: number;
  readonly ti: number;
  count: number;
  kind: Line['kind'];
  readonly ids: string[];
  isLit: boolean;
  isMerged: boolean;
  presence: Presence;
}

interface Grouped extends Pick<Looks, 'isLit' | 'presenceOf'> {
  readonly source: Rows;
  readonly target: Rows;
  readonly groups: ReadonlyMap<number, Group>;
}

/** Of a list of lines the groups that were made last: scrolling, and drawing again after an act, group nothing anew. */
const GROUPED = new WeakMap<readonly Line[], Grouped>();

function groupsOf(
  lines: readonly Line[],
  { source, target, isLit, presenceOf }: Omit<Grouped, 'groups'>,
): ReadonlyMap<number, Group> {
  const last = GROUPED.get(lines);
  const isKnown =
    last?.source === source && last.target === target && last.isLit === isLit && last.presenceOf === presenceOf;
  if (isKnown) return last.groups;
  const groups = new Map<number, Group>();
  for (const line of lines) {
    const si = source.indexOf(line.from);
    const ti = target.indexOf(line.to);
    if (si < 0 || ti < 0) continue;
    const key = si * 100_003 + ti;
    const merged = !source.isShown(line.from) || !target.isShown(line.to);
    const known = groups.get(key);
    const presence = presenceOf(line.from);
    if (known === undefined) {
      const { kind, id } = line;
      groups.set(key, { si, ti, count: 1, kind, ids: [id], isLit: isLit(line), isMerged: merged, presence });
      continue;
    }
    known.presence = nearer(known.presence, presence);
    known.count += 1;
    if (known.ids.length < MOST_IDS) known.ids.push(line.id);
    known.isLit ||= isLit(line);
    known.isMerged ||= merged;
    if (line.kind === 'loop') known.kind = 'loop';
  }
  GROUPED.set(lines, { source, target, isLit, presenceOf, groups });
  return groups;
}

/**
 * What is drawn of all lines now.
 *
 * Lines between the same two rows are one. Of a line with one end out of the window only its count is told, at that
 * edge, unless it is lit: then it runs to the edge. Lines with both ends out are not drawn, nor are those that another shape of
 * message would draw.
 */
export function drawLines(
  lines: readonly Line[],
  sides: { source: Side; target: Side },
  { isLit, presenceOf, showsAll }: Looks,
): Drawing {
  const { source, target } = sides;
  const groups = groupsOf(lines, { source: source.rows, target: target.rows, isLit, presenceOf });
  const drawn: DrawnLine[] = [];
  const counts = new Map<string, EdgeCount>();
  const count = (side: EdgeCount['side'], out: number, by: number): void => {
    const edge = out < 0 ? 'above' : 'below';
    const key = `${side} ${edge}`;
    counts.set(key, { side, edge, count: (counts.get(key)?.count ?? 0) + by });
  };
  const clamp = (side: Side, y: number): number => Math.min(side.bottom, Math.max(side.top, y));
  for (const [key, group] of groups) {
    if (group.presence === 'elsewhere' && !group.isLit && !showsAll) continue;
    const from = placeOf(source, group.si);
    const to = placeOf(target, group.ti);
    if (from.out !== 0 && to.out !== 0) continue;
    if (from.out !== 0) count('source', from.out, group.count);
    if (to.out !== 0) count('target', to.out, group.count);
    if ((from.out !== 0 || to.out !== 0) && !group.isLit) continue;
    drawn.push({
      key: String(key),
      path: curve(source.x, clamp(source, from.y), target.x, clamp(target, to.y)),
      count: group.count,
      kind: group.kind,
      ids: group.ids,
      isLit: group.isLit,
      isMerged: group.isMerged,
      presence: group.presence,
    });
    if (drawn.length >= MOST_LINES) break;
  }
  return { lines: drawn, edges: [...counts.values()] };
}
