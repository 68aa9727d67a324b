// What every edit of a lifecycle file is made of: its name, its splices, and ways to read the list it stands in.
// May import the engine's splices and trees.
import { removeValue, type Splice, setValue } from '../../../runtime/engine/syntax/json-splice.ts';
import { type JsonPath, nodeAt, plainValue, readJson } from '../../../runtime/engine/syntax/json-tree.ts';

/** One act: what it is called in the history, and what it changes in the text. */
export interface LifecycleEdit {
  readonly name: string;
  readonly splices: readonly Splice[];
}

export type Entry = Readonly<Record<string, unknown>>;

/** The list at a place of a text; empty where there is none. */
export function listAt(text: string, path: JsonPath): readonly Entry[] {
  const read = readJson(text);
  const node = 'fault' in read ? undefined : nodeAt(read.root, path);
  const value = node === undefined ? undefined : plainValue(node);
  return Array.isArray(value) ? value : [];
}

/** Sets a member; undefined takes it away, where it is there. */
export function setOrRemove(text: string, path: JsonPath, value: unknown): Splice[] {
  if (value !== undefined) return setValue(text, path, value);
  const read = readJson(text);
  return 'fault' in read || nodeAt(read.root, path) === undefined ? [] : removeValue(text, path);
}

/** The states that one end of a step names. */
export const namesIn = (value: unknown): readonly string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string');
