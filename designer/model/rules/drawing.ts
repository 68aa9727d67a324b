// Rules as boxes and lines: facts at the left, comparisons, groups, the outcome at the right; a lane for each rule.
// May import ./rule-file.ts. Positions are worked out here, so nothing has to be measured.
import type { ConditionPart, DrawnRule, FactUse } from './rule-file.ts';

/** A named condition as it is drawn: it ends in its name, where a rule ends in what it says. */
export interface DrawnCondition {
  /** Pointer in the manifest. */
  readonly id: string;
  readonly name: string;
  readonly condition: ConditionPart;
}

export type BoxKind = 'fact' | 'condition' | 'group' | 'outcome' | 'name';

/** A box: `id` is unique in the drawing; `part` or `owner` says what it shows. Sizes and places in pixels. */
export interface Box {
  readonly id: string;
  readonly kind: BoxKind;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly owner: Owner;
  readonly part?: ConditionPart;
  readonly fact?: string;
}

/** Whose conditions they are. */
export type Owner = DrawnRule | DrawnCondition;

export const isRule = (owner: Owner): owner is DrawnRule => 'outcome' in owner;

export interface Line {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** The band that one rule, or one named condition, takes. */
export interface Lane {
  readonly owner: Owner;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Drawing {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly lanes: readonly Lane[];
  readonly width: number;
  readonly height: number;
}

const FACT = { width: 116, height: 30 };
const CONDITION = { width: 252, height: 46 };
const GROUP = { width: 58, height: 30 };
const OUTCOME = { width: 252, height: 80 };
const NAME = { width: 200, height: 46 };
const GAP = { row: 10, column: 38, lane: 34, group: 30 };

/** How many groups stand one in another; 0 of a comparison. */
function heightOf(part: ConditionPart): number {
  if (part.kind !== 'all' && part.kind !== 'any' && part.kind !== 'not') return 0;
  return 1 + Math.max(0, ...part.members.map(heightOf));
}

const isGroup = (part: ConditionPart): part is Extract<ConditionPart, { kind: 'all' | 'any' | 'not' }> =>
  part.kind === 'all' || part.kind === 'any' || part.kind === 'not';

const usesOf = (part: ConditionPart): readonly FactUse[] =>
  part.kind !== 'comparison' ? [] : part.value.kind === 'fact' ? [part.of, part.value] : [part.of];

const COLUMN_OF_CONDITIONS = FACT.width + GAP.column;
const COLUMN_OF_GROUPS = COLUMN_OF_CONDITIONS + CONDITION.width + GAP.column;

interface Pen {
  readonly owner: Owner;
  readonly boxes: Box[];
  readonly lines: Line[];
  /** The next free row of conditions. */
  row: number;
}

const rowY = (row: number): number => row * (CONDITION.height + GAP.row);

/** Draws a condition and what it is made of. @returns the middle of its box */
function draw(pen: Pen, part: ConditionPart, top: number): number {
  if (!isGroup(part) || part.members.length === 0) {
    const y = top + rowY(pen.row);
    pen.row += 1;
    const size = isGroup(part) ? GROUP : CONDITION;
    const middle = y + CONDITION.height / 2;
    const x = isGroup(part) ? COLUMN_OF_GROUPS : COLUMN_OF_CONDITIONS;
    pen.boxes.push({
      id: part.id,
      kind: isGroup(part) ? 'group' : 'condition',
      x,
      y: middle - size.height / 2,
      ...size,
      owner: pen.owner,
      part,
    });
    return middle;
  }
  const middles = part.members.map((member) => {
    pen.lines.push({ id: `${member.id} ${part.id}`, from: member.id, to: part.id });
    return draw(pen, member, top);
  });
  const middle = ((middles[0] ?? 0) + (middles.at(-1) ?? 0)) / 2;
  const x = COLUMN_OF_GROUPS + (heightOf(part) - 1) * (GROUP.width + GAP.group);
  pen.boxes.push({ id: part.id, kind: 'group', x, y: middle - GROUP.height / 2, ...GROUP, owner: pen.owner, part });
  return middle;
}

/** The facts of a rule, each once, at the height of the conditions that use them. */
function drawFacts(pen: Pen, top: number): void {
  const users = new Map<string, Box[]>();
  for (const box of pen.boxes) {
    const names = new Set(box.part === undefined ? [] : usesOf(box.part).map(({ fact }) => fact));
    for (const name of names) users.set(name, [...(users.get(name) ?? []), box]);
  }
  let free = top;
  const wished = [...users].map(([fact, boxes]) => {
    const middles = boxes.map((box) => box.y + box.height / 2);
    return { fact, boxes, at: middles.reduce((sum, middle) => sum + middle, 0) / middles.length };
  });
  for (const { fact, boxes, at } of wished.sort((a, b) => a.at - b.at)) {
    const y = Math.max(free, at - FACT.height / 2);
    free = y + FACT.height + GAP.row / 2;
    const id = `${pen.owner.id} fact ${fact}`;
    pen.boxes.push({ id, kind: 'fact', x: 0, y, ...FACT, owner: pen.owner, fact });
    for (const box of boxes) pen.lines.push({ id: `${id} ${box.id}`, from: id, to: box.id });
  }
}

/** Draws rules below each other, then the conditions that have a name. The same rules give the same drawing. */
export function drawRules(rules: readonly DrawnRule[], named: readonly DrawnCondition[] = []): Drawing {
  const boxes: Box[] = [];
  const lines: Line[] = [];
  const lanes: Lane[] = [];
  let top = 0;
  for (const owner of [...rules, ...named]) {
    const size = isRule(owner) ? OUTCOME : NAME;
    const { condition } = owner;
    const deep = Math.max(1, condition === undefined ? 0 : heightOf(condition));
    const endX = COLUMN_OF_GROUPS + deep * GROUP.width + (deep - 1) * GAP.group + GAP.column;
    const pen: Pen = { owner, boxes: [], lines: [], row: 0 };
    const middle = condition === undefined ? top + size.height / 2 : draw(pen, condition, top);
    // The end is higher than a row: a rule of one condition starts lower.
    const lower = Math.max(0, top - (middle - size.height / 2));
    drawFacts(pen, top);
    const kind = isRule(owner) ? 'outcome' : 'name';
    const end = `${owner.id} ${kind}`;
    if (condition !== undefined) pen.lines.push({ id: `${condition.id} ${end}`, from: condition.id, to: end });
    pen.boxes.push({ id: end, kind, x: endX, y: middle - size.height / 2, ...size, owner });
    const moved = pen.boxes.map((box) => ({ ...box, y: box.y + lower }));
    const bottom = Math.max(...moved.map((box) => box.y + box.height));
    boxes.push(...moved);
    lines.push(...pen.lines);
    lanes.push({ owner, y: top, width: endX + size.width, height: bottom - top });
    top = bottom + GAP.lane;
  }
  const width = Math.max(0, ...lanes.map((lane) => lane.width));
  return { boxes, lines, lanes, width, height: Math.max(0, top - GAP.lane) };
}
