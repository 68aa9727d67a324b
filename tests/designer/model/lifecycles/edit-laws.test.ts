// Laws of editing lifecycles: whatever is edited in whatever order, only the place of the edit changes its bytes, transitions that are not
// meant say what they said, and undoing all gives the bytes of the beginning.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { act, redo, startHistory, undo } from '../../../../designer/model/history.ts';
import { addAxis, fieldsWithoutAxis, removeAxis, renameAxis } from '../../../../designer/model/lifecycles/axes.ts';
import {
  addState,
  describe as describeIt,
  moveState,
  removeState,
  renameState,
  setStateMember,
  usesOfState,
} from '../../../../designer/model/lifecycles/commands.ts';
import type { LifecycleEdit } from '../../../../designer/model/lifecycles/edit.ts';
import {
  addStep,
  type Pair,
  removeStep,
  type StepList,
  type StepSays,
  setStep,
  stepEntry,
} from '../../../../designer/model/lifecycles/steps.ts';
import type { Axis, Lifecycle } from '../../../../runtime/engine/state/lifecycle.ts';
import { applySplices } from '../../../../runtime/engine/syntax/json-splice.ts';
import { nodeAt, readJson } from '../../../../runtime/engine/syntax/json-tree.ts';
import { ROOT } from '../../../support/sidecar.ts';

const FILES = ['order', 'shipment', 'return', 'invoice'].map((name) =>
  readFileSync(join(ROOT, 'rulesets/lifecycles', `${name}.json`), 'utf8'),
);
const SHAPES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(JSON.parse(text), null, 4),
  (text) => `${JSON.stringify(JSON.parse(text), null, '\t').replaceAll('\n', '\r\n')}\r\n`,
];
const LISTS: readonly StepList[] = ['steps', 'never'];

/** A random choice among what the text has at the time: numbers that are taken modulo the number of choices. */
interface Draw {
  readonly kind: number;
  readonly axis: number;
  readonly one: number;
  readonly other: number;
  readonly flag: boolean;
  readonly word: string;
}
const draws = fc.record({
  kind: fc.nat(11),
  axis: fc.nat(9),
  one: fc.nat(40),
  other: fc.nat(40),
  flag: fc.boolean(),
  word: fc.constantFrom('', 'parked', 'on_ice', 'a "quoted" word', 'größer', 'line\nbreak'),
});

const parsed = (text: string): Lifecycle => JSON.parse(text) as Lifecycle;
const pick = <One>(list: readonly One[], at: number): One | undefined => list[at % Math.max(1, list.length)];

/** How many entries may have other bytes than before: those that went, and those that came. */
interface Expected {
  readonly gone: number;
  readonly come: number;
  /** Of these alone an entry of the list may say something else. */
  readonly said?: { readonly list: StepList; readonly pairs: readonly Pair[] };
}
interface Attempt {
  readonly edit: LifecycleEdit;
  readonly expected: Expected;
}

function stepAttempt(text: string, axis: string, list: StepList, draw: Draw): Attempt | undefined {
  const found = parsed(text).axes[axis] as Axis;
  const entry = pick<{ from: readonly string[]; to: readonly string[] }>(found[list] ?? [], draw.one);
  if (entry === undefined) return undefined;
  const pair = { from: pick(entry.from, draw.other) as string, to: pick(entry.to, draw.other) as string };
  const { pairs = [] } = stepEntry(text, axis, list, pair) ?? {};
  if (draw.kind === 7) {
    const isWhole = pairs.length === 1;
    return {
      edit: removeStep(text, axis, list, pair),
      expected: { gone: 1, come: isWhole ? 0 : 2, said: { list, pairs: [pair] } },
    };
  }
  const says: StepSays =
    list === 'steps' ? { by: draw.flag ? ['wms'] : undefined, why: 'x' } : { why: draw.word || undefined };
  return {
    edit: setStep(text, axis, list, { pair, says, isApart: draw.flag }),
    expected: { gone: 1, come: draw.flag ? 3 : 1, said: { list, pairs: draw.flag ? [pair] : pairs } },
  };
}

/** One edit out of what can be done now. */
function attempt(text: string, draw: Draw): Attempt | undefined {
  const { axes } = parsed(text);
  const axis = pick(Object.keys(axes), draw.axis) as string;
  const { states } = axes[axis] as Axis;
  const state = pick(states, draw.one)?.name as string;
  const list = LISTS[draw.flag ? 0 : 1] as StepList;
  switch (draw.kind) {
    case 0:
      if (draw.word === '' || states.some(({ name }) => name === draw.word)) return undefined;
      return {
        edit: addState(text, axis, { name: draw.word, aside: draw.flag }),
        expected: { gone: 0, come: 1 },
      };
    case 1:
      if (usesOfState(text, axis, state) > 0 || states.length === 1) return undefined;
      return { edit: removeState(text, axis, state), expected: { gone: 1, come: 0 } };
    case 2: {
      if (draw.word === '' || states.some(({ name }) => name === draw.word)) return undefined;
      const touched = 1 + usesOfState(text, axis, state);
      return { edit: renameState(text, axis, state, draw.word), expected: { gone: touched, come: touched } };
    }
    case 3:
      return { edit: moveState(text, axis, state, draw.flag ? 1 : -1), expected: { gone: 0, come: 0 } };
    case 4:
      return {
        edit: setStateMember(text, { axis, state }, 'means', draw.word === '' ? undefined : draw.word),
        expected: { gone: 1, come: 1 },
      };
    case 5:
      return { edit: describeIt(text, draw.flag ? axis : undefined, draw.word), expected: { gone: 1, come: 1 } };
    case 6: {
      const pair = { from: state, to: pick(states, draw.other)?.name as string };
      const says = list === 'never' ? { code: 'not_so', otherwise: 'report' as const } : { by: ['oms'] };
      const isNew = stepEntry(text, axis, list, pair) === undefined;
      return {
        edit: addStep(text, axis, list, { ...pair, ...says }),
        expected: { gone: 0, come: 1, said: { list, pairs: isNew ? [pair] : [] } },
      };
    }
    case 9: {
      const field = pick(fieldsWithoutAxis(parsed(text)), draw.one);
      if (field === undefined || draw.word === '' || Object.hasOwn(axes, draw.word)) return undefined;
      // Its path, each of its states, and that it is derived.
      const come = field.words.length + (field.isOfList ? 2 : 1);
      return { edit: addAxis(text, { name: draw.word, field }), expected: { gone: 0, come } };
    }
    case 10:
      if (draw.word === '' || Object.hasOwn(axes, draw.word)) return undefined;
      return { edit: renameAxis(text, axis, draw.word), expected: { gone: 0, come: 0 } };
    case 11: {
      if (Object.keys(axes).length === 1) return undefined;
      const own = Object.values(axes[axis] as Axis).flatMap((inside: unknown) => inside).length;
      return { edit: removeAxis(text, axis), expected: { gone: own, come: 0 } };
    }
    default:
      return stepAttempt(text, axis, list, draw);
  }
}

/** The texts of all that an edit may be of: states, entries of steps, descriptions, other members. */
function entries(text: string): string[] {
  const read = readJson(text);
  if ('fault' in read) throw new Error('an edit has broken the file');
  const at = (path: readonly (string | number)[]): string => {
    const node = nodeAt(read.root, [...path]);
    return node === undefined ? '' : text.slice(node.offset, node.offset + node.length);
  };
  const value = parsed(text);
  return Object.entries(value).flatMap(([key]) =>
    key !== 'axes'
      ? [at([key])]
      : Object.entries(value.axes).flatMap(([axis, members]) =>
          Object.entries(members).flatMap(([member, inside]) =>
            Array.isArray(inside)
              ? inside.map((_one, index) => at(['axes', axis, member, index]))
              : [at(['axes', axis, member])],
          ),
        ),
  );
}

/** What is in one list and not in the other, each as often as it stands there. */
function missing(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** By axis, list and transition: what the first entry that names it says. */
function said(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [axis, members] of Object.entries(parsed(text).axes))
    for (const list of LISTS)
      for (const { from, to, ...says } of members[list] ?? [])
        for (const one of from)
          for (const other of to) {
            const name = `${axis} ${list} ${one} ${other}`;
            if (!found.has(name)) found.set(name, JSON.stringify(says));
          }
  return found;
}

const starts = fc.tuple(fc.constantFrom(...FILES), fc.constantFrom(...SHAPES)).map(([text, shape]) => shape(text));

describe('edits of a lifecycle', () => {
  it('change the bytes of what they are of, and of nothing else', () => {
    fc.assert(
      fc.property(starts, fc.array(draws, { minLength: 1, maxLength: 6 }), (start, all) => {
        let text = start;
        for (const draw of all) {
          const made = attempt(text, draw);
          if (made === undefined) continue;
          const after = applySplices(text, made.edit.splices);
          const [was, is] = [entries(text), entries(after)];
          expect(missing(was, is).length, made.edit.name).toBeLessThanOrEqual(made.expected.gone);
          expect(missing(is, was).length, made.edit.name).toBeLessThanOrEqual(made.expected.come);
          text = after;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('leave all other transitions saying what they said', () => {
    fc.assert(
      fc.property(starts, draws, fc.constantFrom(6, 7, 8), (start, drawn, kind) => {
        const draw = { ...drawn, kind };
        const made = attempt(start, draw);
        if (made === undefined) return;
        const after = applySplices(start, made.edit.splices);
        const axis = pick(Object.keys(parsed(start).axes), draw.axis);
        const { list, pairs } = made.expected.said ?? { list: 'steps', pairs: [] };
        const meant = new Set(pairs.map(({ from, to }) => `${axis} ${list} ${from} ${to}`));
        const rest = (text: string) => [...said(text)].filter(([name]) => !meant.has(name)).sort();
        const now = said(after);
        expect(rest(after), made.edit.name).toEqual(rest(start));
        for (const name of meant) {
          if (kind === 7) expect(now.has(name), name).toBe(false);
          else expect(now.has(name), name).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('keep the order of states when they are renamed, and all steps through them', () => {
    fc.assert(
      fc.property(starts, fc.nat(9), fc.nat(40), (start, at, index) => {
        const axis = pick(Object.keys(parsed(start).axes), at) as string;
        const state = pick(parsed(start).axes[axis]?.states ?? [], index)?.name as string;
        const after = applySplices(start, renameState(start, axis, state, 'renamed_here').splices);
        const back = applySplices(after, renameState(after, axis, 'renamed_here', state).splices);
        expect(JSON.parse(back)).toEqual(JSON.parse(start));
        expect(after.split('"renamed_here"').length - 1).toBe(1 + namings(parsed(start).axes[axis] as Axis, state));
        expect(() => renameState(start, axis, state, state)).toThrow('already');
      }),
      { numRuns: 40 },
    );
  });

  it('are undone to the bytes of the beginning, and done again to those of the end', () => {
    fc.assert(
      fc.property(starts, fc.array(draws, { minLength: 1, maxLength: 20 }), (start, all) => {
        let history = startHistory(start);
        for (const draw of all) {
          const made = attempt(history.now, draw);
          if (made !== undefined)
            history = act(history, made.edit.name, { state: applySplices(history.now, made.edit.splices) });
        }
        const end = history.now;
        for (let step = 0; step < all.length; step += 1) history = undo(history);
        expect(history.now).toBe(start);
        for (let step = 0; step < all.length; step += 1) history = redo(history);
        expect(history.now).toBe(end);
      }),
      { numRuns: 30 },
    );
  });
});

function namings({ steps = [], never = [] }: Axis, state: string): number {
  return [...steps, ...never].flatMap(({ from, to }) => [...from, ...to]).filter((name) => name === state).length;
}
