// Where on the canvas something is dropped, found in the page. May import its neighbours.
import type { TreeHandle } from './FieldTree.tsx';
import type { Drop } from './function-drop.ts';
import type { Rows } from './rows.ts';

/** An input by its name in the page: the node's id and the input's index. */
export function inputDrop(name: string): Drop {
  const end = name.lastIndexOf(' ');
  return { node: name.slice(0, end), input: Number(name.slice(end + 1)) };
}

/** What is under the pointer: an input of a node, or a row of the target tree. */
export function dropAt(
  event: { clientX: number; clientY: number },
  rows: Rows,
  tree: TreeHandle | null,
): Drop | undefined {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const input = under?.closest<HTMLElement>('[data-input]')?.dataset['input'];
  if (input !== undefined) return inputDrop(input);
  if (tree?.scroller?.contains(under) !== true) return undefined;
  const row = rows.list[tree.rowAt(event.clientY)];
  return row === undefined ? undefined : { target: row.field.path };
}
