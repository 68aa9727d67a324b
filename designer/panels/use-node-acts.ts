// Acts at the nodes of the canvas, by keys, by dropping a function, and from the palette: each is one named edit.
// May import canvas/, model/ and parts/.
import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { FunctionDrop } from '../canvas/function-drop.ts';
import type { MappingStore } from '../canvas/mapping-store.ts';
import type { NodeActs, NodeFacts } from '../canvas/NodeView.tsx';
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
import { useEvent } from '../parts/use-event.ts';
import type { MapNodes } from './use-map-nodes.ts';

export interface NodeActOptions {
  readonly nodes: MapNodes;
  readonly selection: ReadonlySet<string>;
  readonly onSelection: (ids: ReadonlySet<string>, last: string | undefined) => void;
  readonly edit: (made: Outcome | undefined) => boolean;
  readonly nodeValue: NodeFacts['nodeValue'];
  readonly faultAt: NodeFacts['faultAt'];
}

const copy = (text: string): void =>
  void navigator.clipboard?.writeText(text).then(() => announce('Copied as JSONata text'));

/** What is known of the nodes, told to those that show it. */
function useNodeFacts(nodeValue: NodeFacts['nodeValue'], faultAt: NodeFacts['faultAt']): NodeFacts {
  const latest = useRef({ nodeValue, faultAt });
  const [listeners] = useState(() => new Set<() => void>());
  useLayoutEffect(() => {
    latest.current = { nodeValue, faultAt };
    for (const tell of listeners) tell();
  }, [nodeValue, faultAt, listeners]);
  return useMemo(
    () => ({
      subscribe: (onChange) => {
        listeners.add(onChange);
        return () => listeners.delete(onChange);
      },
      nodeValue: (id, input) => latest.current.nodeValue(id, input),
      faultAt: (target) => latest.current.faultAt(target),
    }),
    [listeners],
  );
}

export function useNodeActs(store: MappingStore, options: NodeActOptions) {
  const { nodes, selection, onSelection, edit, nodeValue, faultAt } = options;
  const { onFold } = nodes;
  const now = useCallback(() => store.getState().program, [store]);
  /** What an act at a node is for: all that is selected, when the node is among it. */
  const meant = (node: MapNode): ReadonlySet<string> => (selection.has(node.id) ? selection : new Set([node.id]));
  const onInput = useEvent((node: MapNode, input: number, put: string): string | undefined => {
    const fresh = nodeAt(now(), node.id);
    if (fresh === undefined) return 'That is no longer there';
    const outcome = setInput(now(), fresh, { input, put });
    if (isRefused(outcome)) return outcome.refused;
    edit(outcome);
    return undefined;
  });
  const onNodeKey = useEvent((event: KeyboardEvent, shown: MapNode, input?: number): boolean => {
    // A node is drawn anew when it looks otherwise; where it stands in the text the program says.
    const node = nodeAt(now(), shown.id) ?? shown;
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
  });
  const facts = useNodeFacts(nodeValue, faultAt);
  const nodeActs = useMemo(
    (): NodeActs => ({ facts, onFold, onInput, onNodeKey }),
    [facts, onFold, onInput, onNodeKey],
  );
  /** Puts a function around all that is selected. @returns whether anything was */
  const wrapSelection = useEvent(
    (name: string): boolean => selection.size > 0 && edit(wrapAll(now(), selection, name)),
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
