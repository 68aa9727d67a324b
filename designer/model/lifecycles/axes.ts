// Edits of a lifecycle's axes as named commands, and what each would break: documents keep what they were told under the axis' name.
// May import the engine's splices, the common model and ./edit.ts.
import type { Axis, Lifecycle } from '../../../runtime/engine/state/lifecycle.ts';
import { removeValue, renameKey, setValue } from '../../../runtime/engine/syntax/json-splice.ts';
import { nodeAt, plainValue, readJson } from '../../../runtime/engine/syntax/json-tree.ts';
import { fieldsBelow, wordsOf } from '../../../runtime/model/fields.ts';
import type { DocumentType } from '../../../runtime/model/types.ts';
import type { LifecycleEdit } from './edit.ts';

export interface AxisField {
  /** JSON Pointer, `*` for each member of a list. */
  readonly path: string;
  /** The words that it may have, which are the states of its axis. */
  readonly words: readonly string[];
  /** A field of the members of a list: no message sets its axis. */
  readonly isOfList: boolean;
}

function axesIn(text: string): Readonly<Record<string, Axis>> {
  const read = readJson(text);
  const node = 'fault' in read ? undefined : nodeAt(read.root, ['axes']);
  return (node === undefined ? {} : plainValue(node)) as Readonly<Record<string, Axis>>;
}

/** Fields of a document that have a list of words and no axis yet: its own, and those of the members of its lists. */
export function fieldsWithoutAxis({ document, axes }: Lifecycle): readonly AxisField[] {
  const type = document as DocumentType;
  const taken = new Set(Object.values(axes).map(({ path }) => path));
  const own = Object.keys(fieldsBelow(type, ''));
  const ofLists = own.flatMap((list) => Object.keys(fieldsBelow(type, `/${list}/*`)).map((key) => `${list}/*/${key}`));
  return [...own, ...ofLists].flatMap((pointer): AxisField[] => {
    const path = `/${pointer}`;
    const words = wordsOf(type, path);
    // One word alone, such as the type, goes nowhere.
    if (words === undefined || words.length < 2 || taken.has(path)) return [];
    return [{ path, words, isOfList: path.includes('*') }];
  });
}

function refuseTaken(axes: Readonly<Record<string, Axis>>, name: string): void {
  if (name === '') throw new Error('an axis needs a name');
  if (Object.hasOwn(axes, name)) throw new Error(`there is an axis ${JSON.stringify(name)} already`);
}

function required(axes: Readonly<Record<string, Axis>>, name: string): Axis {
  const axis = Object.hasOwn(axes, name) ? axes[name] : undefined;
  if (axis === undefined) throw new Error(`there is no axis ${JSON.stringify(name)}`);
  return axis;
}

/**
 * Adds an axis behind the others: each word of its field is a state, all on the way forward, in the order of the model.
 *
 * @throws Error when its name is taken, or its field has an axis
 */
export function addAxis(text: string, axis: { readonly name: string; readonly field: AxisField }): LifecycleEdit {
  const { name, field } = axis;
  const axes = axesIn(text);
  refuseTaken(axes, name);
  const other = Object.entries(axes).find(([, { path }]) => path === field.path)?.[0];
  if (other !== undefined) throw new Error(`${field.path} has the axis ${JSON.stringify(other)} already`);
  const value = {
    path: field.path,
    ...(field.isOfList ? { derived: true } : {}),
    states: field.words.map((word) => ({ name: word })),
  };
  return { name: `Add the axis ${name}`, splices: setValue(text, ['axes', name], value) };
}

/** Renames an axis in its place. @throws Error when there is none, or the name is taken */
export function renameAxis(text: string, from: string, to: string): LifecycleEdit {
  const axes = axesIn(text);
  required(axes, from);
  refuseTaken(axes, to);
  return { name: `Rename the axis ${from}`, splices: renameKey(text, ['axes', from], to) };
}

/** Takes an axis away with all of its states and steps. @throws Error when there is none, or it is the last one */
export function removeAxis(text: string, name: string): LifecycleEdit {
  const axes = axesIn(text);
  required(axes, name);
  if (Object.keys(axes).length === 1) throw new Error('a lifecycle has one axis at least');
  return { name: `Remove the axis ${name}`, splices: removeValue(text, ['axes', name]) };
}

/** What is no longer as it was once an axis has another name, or is gone; nothing for one that is worked out from other fields. */
export function breaksWithout(axis: Axis, act: 'rename' | 'remove'): readonly string[] {
  if (axis.derived === true) return [];
  const { path } = axis;
  const forgotten = `What documents were told of ${path} is kept under the name of the axis, and is not read any more.`;
  return act === 'rename'
    ? [
        forgotten,
        `A document shows no ${path} until a message says it again, and then any state may follow, an earlier one too.`,
      ]
    : [
        forgotten,
        `${path} becomes a field like any other: its owners set any word after any other, and nothing is held as a step back.`,
      ];
}
