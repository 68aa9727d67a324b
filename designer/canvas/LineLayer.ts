// Draws the lines over trees and canvas, in the same event in which something moves. One SVG, its curves kept and re-used;
// React has no part in it. May import its neighbours.
import {
  bracket,
  curve,
  type Drawing,
  distanceTo,
  drawLines,
  type Line,
  type Looks,
  ROW_HEIGHT,
  type Side,
} from './line-geometry.ts';
import { type Bundle, bundlesOf } from './node-bundles.ts';
import type { NodeLine } from './node-lines.ts';
import type { Rows } from './rows.ts';

/** One end of a line that is no row: an input or the output of a node, in pixels of the overlay. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** False when it is scrolled or moved out of sight: only a lit line runs there. */
  readonly isShown?: boolean;
}

export interface LineLayerInput {
  readonly lines: readonly Line[];
  readonly nodeLines: readonly NodeLine[];
  readonly source: Rows;
  readonly target: Rows;
  /** Where a node's output is, its left edge beside it, or its n-th input; undefined when it is not shown. */
  readonly pointOf: (node: string, place: number | 'out' | 'left') => Point | undefined;
  readonly isLit: (line: { id: string }) => boolean;
  readonly presenceOf: Looks['presenceOf'];
  readonly showsAll: boolean;
  /** Something is lit: all else is dimmed. */
  readonly isDimmed: boolean;
}

export interface LayerParts {
  readonly svg: SVGSVGElement;
  readonly source: HTMLElement;
  readonly target: HTMLElement;
  /** What leads out of sight is told here: text by side and edge. */
  readonly onEdges: (drawing: Drawing['edges']) => void;
  readonly onCount: (count: number) => void;
}

/** Pixels from a line within which it is meant. */
const REACH = 9;
const NAMESPACE = 'http://www.w3.org/2000/svg';

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one === other || (one.length === other.length && one.every((id, index) => id === other[index]));

/** A path of the pool with what it shows: an attribute that stays is not set again. */
interface DrawnPath {
  readonly element: SVGPathElement;
  path: string;
  name: string;
  ids: readonly string[];
  isShown: boolean;
}

export class LineLayer {
  readonly #parts: LayerParts;
  readonly #pool: DrawnPath[] = [];
  readonly #badges: SVGTextElement[] = [];
  readonly #pending: SVGPathElement;
  #input: LineLayerInput | undefined;
  #edges = '';
  #bundled: { readonly input: LineLayerInput; readonly bundles: readonly Bundle[] } | undefined;
  /** How far the trees are scrolled, as they told last: to ask them would lay out the page in the middle of an act. */
  readonly #scrolled = { source: 0, target: 0 };
  /** Where the three panes are in the overlay; read when something is resized, not when it is drawn. */
  #boxes = { width: 0, sourceTop: 0, sourceBottom: 0, targetTop: 0, targetBottom: 0, sourceX: 0, targetX: 0 };

  constructor(parts: LayerParts) {
    this.#parts = parts;
    this.#pending = document.createElementNS(NAMESPACE, 'path');
    this.#pending.setAttribute('class', 'line line-pending');
    this.#pending.setAttribute('visibility', 'hidden');
    parts.svg.append(this.#pending);
  }

  /** A tree was scrolled. */
  scrolled(side: 'source' | 'target', scrollTop: number): void {
    if (this.#scrolled[side] === scrollTop) return;
    this.#scrolled[side] = scrollTop;
    this.draw();
  }

  setInput(input: LineLayerInput): void {
    this.#input = input;
    this.draw();
  }

  /** Reads where the panes are. The only place that measures. */
  measure(): void {
    const own = this.#parts.svg.getBoundingClientRect();
    const source = this.#parts.source.getBoundingClientRect();
    const target = this.#parts.target.getBoundingClientRect();
    this.#boxes = {
      width: own.width,
      sourceTop: source.top - own.top,
      sourceBottom: source.bottom - own.top,
      targetTop: target.top - own.top,
      targetBottom: target.bottom - own.top,
      sourceX: source.right - own.left,
      targetX: target.left - own.left,
    };
    this.draw();
  }

  /** Middle of a row in the overlay, whether it is in sight or not. */
  #row(side: 'source' | 'target', path: string): Point | undefined {
    const input = this.#input as LineLayerInput;
    const index = input[side].indexOf(path);
    if (index < 0) return undefined;
    const { top, bottom, x } = this.#sideBox(side);
    const y = top + index * ROW_HEIGHT + ROW_HEIGHT / 2 - this.#scrollTop(side);
    return { x, y: Math.min(bottom, Math.max(top, y)), isShown: y >= top && y <= bottom };
  }

  #sideBox(side: 'source' | 'target'): { top: number; bottom: number; x: number } {
    const box = this.#boxes;
    return side === 'source'
      ? { top: box.sourceTop, bottom: box.sourceBottom, x: box.sourceX }
      : { top: box.targetTop, bottom: box.targetBottom, x: box.targetX };
  }

  /** A tree that got shorter than it was scrolled moves by itself, and says so to nobody. */
  #scrollTop(side: 'source' | 'target'): number {
    const { top, bottom } = this.#sideBox(side);
    const rows = (this.#input as LineLayerInput)[side];
    const most = Math.max(0, rows.list.length * ROW_HEIGHT - (bottom - top));
    this.#scrolled[side] = Math.min(this.#scrolled[side], most);
    return this.#scrolled[side];
  }

  #side(side: 'source' | 'target'): Side {
    const rows = (this.#input as LineLayerInput)[side];
    return { rows, scrollTop: this.#scrollTop(side), ...this.#sideBox(side) };
  }

  draw(): void {
    const input = this.#input;
    if (input === undefined) return;
    const sides = { source: this.#side('source'), target: this.#side('target') };
    const drawing = drawLines(input.lines, sides, input);
    let used = 0;
    let badges = 0;
    for (const line of drawing.lines) {
      this.#put(used, line.path, {
        name: `line line-${line.kind} line-${line.presence}${line.isMerged ? ' line-merged' : ''}${line.isLit ? ' line-lit' : ''}`,
        ids: line.ids,
      });
      used += 1;
      if (line.count > 1) {
        this.#badge(badges, line.path, line.count);
        badges += 1;
      }
    }
    for (const bundle of this.#bundles(input)) {
      const path = this.#nodePath(bundle.line, bundle);
      if (path === undefined) continue;
      this.#put(used, path, {
        name: `line line-node line-${bundle.line.kind} line-${bundle.presence}${bundle.isMerged ? ' line-merged' : ''}${bundle.isLit ? ' line-lit' : ''}`,
        ids: bundle.ids,
      });
      used += 1;
    }
    for (const drawn of this.#pool.slice(used)) {
      if (drawn.isShown) drawn.element.setAttribute('visibility', 'hidden');
      drawn.isShown = false;
    }
    for (let index = badges; index < this.#badges.length; index += 1)
      this.#badges[index]?.setAttribute('visibility', 'hidden');
    this.#parts.svg.classList.toggle('lines-dimmed', input.isDimmed);
    this.#parts.onCount(used);
    this.#tellEdges(drawing.edges);
  }

  /** Lines from one closed row to one node are one, to its head; all others are as they are meant. */
  #bundles(input: LineLayerInput): Iterable<Bundle> {
    if (this.#bundled?.input === input) return this.#bundled.bundles;
    const bundles = bundlesOf(input.nodeLines, input);
    this.#bundled = { input, bundles };
    return bundles;
  }

  #nodePath(line: NodeLine, { isMerged, isLit }: Bundle): string | undefined {
    const { from, to } = line;
    const input = this.#input as LineLayerInput;
    const start = 'node' in from ? input.pointOf(from.node, 'out') : this.#row('source', from.source);
    const end = 'node' in to ? input.pointOf(to.node, isMerged ? 'left' : to.input) : this.#row('target', to.target);
    if (start === undefined || end === undefined) return undefined;
    const isWhole = start.isShown !== false && end.isShown !== false;
    // A fan of lines to what is out of sight tells nothing.
    if (!isWhole && !isLit) return undefined;
    if ('node' in from && 'node' in to && start.x > end.x) {
      // It stands below the one that it gives its value to, not before it.
      const left = input.pointOf(from.node, 'left') ?? start;
      return bracket(left.x, left.y, end.x, end.y);
    }
    return curve(start.x, start.y, end.x, end.y);
  }

  #put(index: number, path: string, { name, ids }: { name: string; ids: readonly string[] }): void {
    let drawn = this.#pool[index];
    if (drawn === undefined) {
      drawn = { element: document.createElementNS(NAMESPACE, 'path'), path: '', name: '', ids: [], isShown: false };
      this.#pool.push(drawn);
      this.#pending.before(drawn.element);
    }
    const { element } = drawn;
    if (drawn.path !== path) element.setAttribute('d', path);
    if (drawn.name !== name) element.setAttribute('class', name);
    if (!isSameList(drawn.ids, ids)) element.setAttribute('data-line', ids.join(' '));
    if (!drawn.isShown) element.setAttribute('visibility', 'visible');
    Object.assign(drawn, { path, name, ids, isShown: true });
  }

  /** How many lines one thick one stands for, beside its source end. */
  #badge(index: number, path: string, count: number): void {
    let element = this.#badges[index];
    if (element === undefined) {
      element = document.createElementNS(NAMESPACE, 'text');
      element.setAttribute('class', 'line-count');
      this.#badges.push(element);
      this.#parts.svg.append(element);
    }
    const [, x = '0', y = '0'] = /^M([\d.-]+) ([\d.-]+)/.exec(path) ?? [];
    element.setAttribute('x', String(Number(x) + 14));
    element.setAttribute('y', String(Number(y) - 4));
    element.textContent = String(count);
    element.setAttribute('visibility', 'visible');
  }

  #tellEdges(edges: Drawing['edges']): void {
    const key = JSON.stringify(edges);
    if (key === this.#edges) return;
    this.#edges = key;
    this.#parts.onEdges(edges);
  }

  /** The line that follows the pointer while one is drawn. */
  drawPending(from: Point | undefined, to?: Point): void {
    if (from === undefined || to === undefined) {
      this.#pending.setAttribute('visibility', 'hidden');
      return;
    }
    this.#pending.setAttribute('d', curve(from.x, from.y, to.x, to.y));
    this.#pending.setAttribute('visibility', 'visible');
  }

  /** Ids of the lines at a point of the overlay, of the nearest one; none when there is none within a few pixels. */
  linesAt(point: Point): readonly string[] {
    let nearest: { readonly by: number; readonly ids: readonly string[] } = { by: REACH, ids: [] };
    for (const { path, ids, isShown } of this.#pool) {
      const by = isShown ? distanceTo(path, point) : Number.POSITIVE_INFINITY;
      if (by < nearest.by) nearest = { by, ids };
    }
    return nearest.ids;
  }

  /** Where a row's line begins or ends, in the overlay. */
  endOf(side: 'source' | 'target', path: string): Point | undefined {
    return this.#input === undefined ? undefined : this.#row(side, path);
  }
}
