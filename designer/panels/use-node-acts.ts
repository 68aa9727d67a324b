// Acts at the nodes of the canvas, by keys, by dropping a function, and from the palette: each is one named edit.
// May import canvas/, model/ and parts/.
import { type KeyboardEvent, useCallback, useMemo } from 'react';
import type { FunctionDrop } from '../canvas/function-drop.ts';
import type { MappingStore } from '../canvas/mapping-store.ts';
import type { NodeActs } from '../canvas/NodeView.tsx';
import { type MapNode, nodeAt } from '../model/mapping/graph.ts';
import { isRefused, type Outcome, removeInput, setInput, wrapPart } from '../model/mapping/node-edits.ts';
import {
  copyAll,
  disconnectAll,
  duplicateAll,
  pasteAt,
  removeNodes,
  wrapAll,
} from '../model/mapping/selection-edits.ts';
import { announce } from '../parts/toast.tsx';
import type { MapNodes } from './use-map-nodes.ts';

export interface NodeActOptions {
  readonly nodes: MapNodes;
  readonly selection: ReadonlySet<string>;
  readonly onSelection: (ids: ReadonlySet<string>, last: string | undefined) => void;
  readonly edit: (made: Outcome | undefined) => boolean;
  readonly nodeValue: NodeActs['nodeValue'];
  readonly faultAt: NodeActs['faultAt'];
}

const copy = (text: string): void =>
  void navigator.clipboard?.writeText(text).then(() => announce('Copied as JSONata text'));

export function useNodeActs(store: MappingStore, options: NodeActOptions) {
  const { nodes, selection, onSelection, edit, nodeValue, faultAt } = options;
  const { onFold } = nodes;
  const now = useCallback(() => store.getState().program, [store]);
  /** What an act at a node is for: all that is selected, when the node is among it. */
  const meant = useCallback(
    (node: MapNode): ReadonlySet<string> => (selection.has(node.id) ? selection : new Set([node.id])),
    [selection],
  );
  const onInput = useCallback(
    (node: MapNode, input: number, put: string): string | undefined => {
      const fresh = nodeAt(now(), node.id);
      if (fresh === undefined) return 'That is no longer there';
      const outcome = setInput(now(), fresh, { input, put });
      if (isRefused(outcome)) return outcome.refused;
      edit(outcome);
      return undefined;
    },
    [edit, now],
  );
  const onNodeKey = useCallback(
    (event: KeyboardEvent, node: MapNode, input?: number): boolean => {
      const isMod = event.ctrlKey || event.metaKey;
      if (event.key === 'Delete' || event.key === 'Backspace') {
        if (input !== undefined) edit(removeInput(now(), node, input));
        else edit(event.shiftKey ? disconnectAll(now(), meant(node)) : removeNodes(now(), meant(node)));
        return true;
      }
      if (!isMod || event.shiftKey || event.altKey) return false;
      switch (event.key) {
        case 'a':
          onSelection(new Set(nodes.nodes.map((one) => one.id)), undefined);
          announce(`${nodes.nodes.length} nodes selected`);
          return true;
        case 'c':
          copy(input === undefined ? copyAll(now(), meant(node)) : (node.inputs[input]?.text ?? ''));
          return true;
        case 'd':
          edit(duplicateAll(now(), meant(node)));
          return true;
        case 'v':
          void navigator.clipboard
            ?.readText()
            .then((text) => edit(pasteAt(now(), node.id, { text, ...(input === undefined ? {} : { input }) })));
          return true;
        default:
          return false;
      }
    },
    [edit, meant, nodes.nodes, now, onSelection],
  );
  const nodeActs = useMemo(
    (): NodeActs => ({ nodeValue, faultAt, onFold, onInput, onNodeKey }),
    [nodeValue, faultAt, onFold, onInput, onNodeKey],
  );
  /** Puts a function around all that is selected. @returns whether anything was */
  const wrapSelection = useCallback(
    (name: string): boolean => selection.size > 0 && edit(wrapAll(now(), selection, name)),
    [edit, now, selection],
  );
  const onDropFunction = useCallback(
    (name: string, drop: FunctionDrop) => edit(dropOf(now(), name, drop)),
    [edit, now],
  );
  return { nodeActs, wrapSelection, onDropFunction };
}

/** A function that was dropped is put around what is there, or becomes what an empty input gets. */
function dropOf(program: Parameters<typeof nodeAt>[0], functionName: string, drop: FunctionDrop): Outcome {
  if ('target' in drop) return wrapAll(program, [drop.target], functionName);
  if ('line' in drop) return wrapLine(program, functionName, drop.line[0] ?? '');
  if (!('input' in drop)) return wrapAll(program, [drop.node], functionName);
  return wrapInput(program, functionName, { id: drop.node, input: drop.input });
}

function wrapInput(
  program: Parameters<typeof nodeAt>[0],
  functionName: string,
  { id, input: index }: { readonly id: string; readonly input: number },
): Outcome {
  const node = nodeAt(program, id);
  const input = node?.inputs[index];
  if (node === undefined || input === undefined) return { refused: 'That is no longer there' };
  if (input.role === 'open') return setInput(program, node, { input: index, put: `$${functionName}()` });
  return wrapPart(program, node.target, { part: input, functionName });
}

/** A line's id names its ends: a field or a node, then a target, or a node and its input. */
function wrapLine(program: Parameters<typeof nodeAt>[0], functionName: string, line: string): Outcome {
  const [, to = '', input] = line.split('\n');
  if (input !== undefined) return wrapInput(program, functionName, { id: to, input: Number(input) });
  return wrapAll(program, [to], functionName);
}
