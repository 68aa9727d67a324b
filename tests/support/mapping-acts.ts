// Every kind of act that can be done to a mapping, with numbers that say to what: for the laws that hold whatever is done.
import fc from 'fast-check';
import {
  connect,
  copyTargets,
  pasteMembers,
  removeTarget,
  setNote,
  setTarget,
} from '../../designer/model/mapping/edits.ts';
import { type MapNode, nodesOf } from '../../designer/model/mapping/graph.ts';
import {
  addToList,
  changeStep,
  type ListForm,
  listOf,
  listSteps,
  removeListStep,
} from '../../designer/model/mapping/list-acts.ts';
import { nameValue, putInPlace } from '../../designer/model/mapping/named-values.ts';
import {
  disconnectInput,
  duplicateNode,
  freePath,
  isRefused,
  type Outcome,
  removeInput,
  removeNode,
  setInput,
  wrapPart,
} from '../../designer/model/mapping/node-edits.ts';
import { readBindings, renameVariable } from '../../designer/model/mapping/rename.ts';
import { duplicateRows, removeRows } from '../../designer/model/mapping/selection-edits.ts';
import type { Program, Target } from '../../runtime/engine/outline/program.ts';

/** Acts at targets, at nodes, at lists, and on names: the last keep every value. */
export const TARGET_ACTS = ['set', 'note', 'connect', 'copy', 'add', 'remove', 'rows'] as const;
export const NODE_ACTS = ['input', 'wrap', 'cut', 'take', 'twice'] as const;
export const LIST_ACTS = ['sort', 'where', 'group', 'change', 'undo-step'] as const;
export const NAME_ACTS = ['rename', 'name', 'inline'] as const;

export type ActKind =
  | (typeof TARGET_ACTS)[number]
  | (typeof NODE_ACTS)[number]
  | (typeof LIST_ACTS)[number]
  | (typeof NAME_ACTS)[number];

export interface Act {
  readonly kind: ActKind;
  /** To which of what there is. */
  readonly target: number;
  /** With which of the texts, fields and names that there are. */
  readonly text: number;
}

export const fcAct: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom<ActKind>('set', ...TARGET_ACTS, ...NODE_ACTS, ...LIST_ACTS, ...NAME_ACTS, ...NAME_ACTS),
  target: fc.nat(1_000),
  text: fc.nat(1_000),
});

export const isLeaf = ({ kind }: Target): boolean => kind !== 'group' && kind !== 'loop';

const EXPRESSIONS = [
  '"constant"',
  's',
  '$uppercase(s)',
  'n + 1',
  'l.k',
  's ? s : "none"',
  '( $x := n; $x * 2 )',
  'true',
  '/* c */ n',
];
const SOURCES = ['/s', '/n', '/o/p/r', '/l/k', '/l'];
const NAMES = ['x', 'y', 'all', 'one', 'f', 'm', 'q', 'fresh', 'sum'];
const FORMS: readonly ListForm[] = [
  { kind: 'sort', field: 'k', isDown: true },
  { kind: 'sort', field: 'q', isDown: false },
  { kind: 'where', field: 'q', comparison: '>', value: '1' },
  { kind: 'where', field: 'k', comparison: 'is there', value: '' },
  { kind: 'group', field: '$string(k)', each: 'count' },
];

const pick = <Item>(list: readonly Item[], at: number): Item => list[at % list.length] as Item;

export interface Done {
  readonly outcome: Outcome | undefined;
  /** The path that it may change, with all in it; none where every value has to stay. */
  readonly touched?: string;
}

const only = (program: Program): Target[] => program.targets.filter((one) => program.byPath.get(one.path) === one);

/** Does an act. @returns nothing where there is nothing to do it to */
export function perform(program: Program, one: Act): Done | undefined {
  if (isOf(NODE_ACTS, one.kind)) return performAtNode(program, one);
  if (isOf(LIST_ACTS, one.kind)) return performAtList(program, one);
  if (isOf(NAME_ACTS, one.kind)) return performOnName(program, one);
  return performAtTarget(program, one);
}

const isOf = (kinds: readonly ActKind[], kind: ActKind): boolean => kinds.includes(kind);

function performAtTarget(program: Program, { kind, target: at, text }: Act): Done | undefined {
  const objects = [...program.objects.keys()];
  const expression = pick(EXPRESSIONS, text);
  if (kind === 'add') {
    if (objects.length === 0) return undefined;
    const path = `${pick(objects, at)}/new${text % 7}${text % 2 === 0 ? '/inner' : ''}`;
    return { outcome: setTarget(program, path, expression), touched: path };
  }
  const leaves = only(program).filter(isLeaf);
  if (leaves.length === 0) return undefined;
  const { path } = pick(leaves, at);
  switch (kind) {
    case 'set':
      return { outcome: setTarget(program, path, expression), touched: path };
    case 'note':
      return { outcome: setNote(program, path, text % 5 === 0 ? '' : `Note ${text}\nin two lines */`), touched: path };
    case 'remove':
      return { outcome: removeTarget(program, path), touched: path };
    case 'rows':
      return text % 2 === 0
        ? { outcome: removeRows(program, [path]), touched: path }
        : { outcome: duplicateRows(program, [path]), touched: freePath(program, path) };
    case 'connect': {
      const options = {
        isSourceList: (source: string) => source === '/l',
        isTargetList: () => false,
        isTargetGroup: () => false,
      };
      return { outcome: connect(program, { from: pick(SOURCES, text), to: path }, options), touched: path };
    }
    default: {
      const owner = pick(objects, text);
      const pasted = `${owner}${path.slice(path.lastIndexOf('/'))}`;
      return { outcome: pasteMembers(program, owner, copyTargets(program, [path])), touched: pasted };
    }
  }
}

function performAtNode(program: Program, { kind, target: at, text }: Act): Done | undefined {
  const nodes = nodesOf(program).filter((node) => node.inputs.length > 0);
  if (nodes.length === 0) return undefined;
  const node = pick(nodes, at);
  const input = text % node.inputs.length;
  if (kind === 'twice') return { outcome: duplicateNode(program, node.id), touched: freePath(program, node.target) };
  return { outcome: nodeAct(program, node, { kind, input, text }), touched: node.target };
}

function nodeAct(
  program: Program,
  node: MapNode,
  { kind, input, text }: { readonly kind: ActKind; readonly input: number; readonly text: number },
): Outcome {
  switch (kind) {
    case 'input':
      return setInput(program, node, { input, put: pick(EXPRESSIONS, text) });
    case 'wrap':
      return wrapPart(program, node.target, { part: node, functionName: pick(['string', 'count', 'exists'], text) });
    case 'cut':
      return text % 2 === 0 ? removeInput(program, node, input) : disconnectInput(program, node, input);
    default:
      return removeNode(program, node.id);
  }
}

function performAtList(program: Program, { kind, target: at, text }: Act): Done | undefined {
  const isStep = kind === 'change' || kind === 'undo-step';
  const lists = only(program).filter(({ path }) =>
    isStep ? listSteps(program, path).length > 0 : listOf(program, path) !== undefined,
  );
  if (lists.length === 0) return undefined;
  const { path } = pick(lists, at);
  const step = isStep ? pick(listSteps(program, path), text) : undefined;
  if (step === undefined) {
    const forms = FORMS.filter((form) => form.kind === kind);
    return { outcome: addToList(program, path, pick(forms, text)), touched: path };
  }
  if (kind === 'undo-step' || step.form === undefined)
    return { outcome: removeListStep(program, path, step), touched: path };
  const { form } = step;
  const same = FORMS.filter((one) => one.kind === form.kind);
  return { outcome: changeStep(program, path, step, pick(same, text)), touched: path };
}

function performOnName(program: Program, { kind, target: at, text }: Act): Done | undefined {
  const name = pick(NAMES, text);
  if (kind === 'name') {
    const nodes = nodesOf(program);
    if (nodes.length === 0) return undefined;
    const node = pick(nodes, at);
    const input = node.inputs[text % Math.max(1, node.inputs.length)];
    const part = input === undefined || text % 3 === 0 ? node : input;
    return { outcome: nameValue(program, { start: part.start, end: part.end }, { name, all: text % 2 === 0 }) };
  }
  const slots = readBindings(program.text)?.slots ?? [];
  const site = slots.length === 0 ? undefined : pick(slots, at).sites[0];
  if (site === undefined) return undefined;
  if (kind === 'inline') return { outcome: putInPlace(program, site.at.start) };
  return { outcome: renameVariable(program, site.at.start, name) };
}

/** The text that an act leaves; undefined where it is refused or changes nothing. */
export function textAfter(program: Program, done: Done | undefined): { name: string; text: string } | undefined {
  const { outcome } = done ?? {};
  return outcome === undefined || isRefused(outcome) || outcome.text === program.text ? undefined : outcome;
}
