// What can be done to the open mapping: each act is one named edit of its text, told to screen readers, undone at once.
// May import canvas/, model/, parts/ and schema/.
import { useCallback, useMemo } from 'react';
import { rereadProgram } from '../../runtime/engine/outline/reread.ts';
import type { Drop } from '../canvas/function-drop.ts';
import { keptAfterMove, type Positions, readLayout, tidyNodes, writeLayout } from '../canvas/map-nodes.ts';
import { LAYOUT, type MappingStore, PROGRAM } from '../canvas/mapping-store.ts';
import { indexFields } from '../model/analysis/fields.ts';
import { canConnect } from '../model/check/can-connect.ts';
import type { Check } from '../model/mapping/checks.ts';
import type { FunctionDoc } from '../model/mapping/complete.ts';
import { connect, pathIn, setTarget } from '../model/mapping/edits.ts';
import { type MapNode, nodeAt } from '../model/mapping/graph.ts';
import { isRefused, type Outcome, setInput } from '../model/mapping/node-edits.ts';
import { refusesRetarget, retarget } from '../model/mapping/retarget.ts';
import type { Suggestion } from '../model/suggest/suggest.ts';
import { announce, toast } from '../parts/toast.tsx';
import type { Field } from '../schema/field.ts';
import type { Checked } from './use-checks.ts';

export interface ActsOptions {
  readonly source: readonly Field[];
  readonly target: readonly Field[];
  readonly nodes: readonly MapNode[];
  readonly selected: string | undefined;
  /** The text of a file that the findings are of. */
  readonly checkedText: Checked['checkedText'];
  readonly onSelect: (path: string | undefined) => void;
  /** Shows the row of a target that was drawn to. */
  readonly onShow: (path: string) => void;
}

/** Undo and redo, each telling what it did. */
function useUndo(store: MappingStore) {
  const undo = useCallback(() => {
    const undone = store.undo();
    announce(undone === undefined ? 'Nothing to undo' : `Undone: ${undone}`);
  }, [store]);
  const redo = useCallback(() => {
    const redone = store.redo();
    announce(redone === undefined ? 'Nothing to redo' : `Redone: ${redone}`);
  }, [store]);
  return { undo, redo };
}

export function useMappingActs(store: MappingStore, options: ActsOptions) {
  const { source, target, nodes, selected, checkedText, onSelect, onShow } = options;
  const history = useUndo(store);
  const edit = useCallback(
    (made: Outcome | undefined, how: { joins?: boolean } = {}): boolean => {
      if (store.getState().program.fault !== undefined) {
        toast('The text cannot be read where it is marked. Mend it first.', { tone: 'plain' });
        return false;
      }
      if (made !== undefined && isRefused(made)) {
        toast(made.refused, { tone: 'plain' });
        return false;
      }
      if (made === undefined) {
        toast('The text of this mapping has no place for that. Change it in the text.', { tone: 'plain' });
        return false;
      }
      store.change(made.name, { [PROGRAM]: made.text }, how);
      announce(made.name);
      return true;
    },
    [store],
  );
  /** Mends a finding, in whichever file it is: one act, undone and saved with the mapping. */
  const mend = useCallback(
    ({ fix }: Check) => {
      if (fix === undefined) return;
      const text = checkedText(fix.file);
      if (text === undefined || text !== store.getState().history.now[fix.file]) {
        toast('The mapping has changed since. Look at the findings again in a moment.', { tone: 'plain' });
        return;
      }
      store.change(fix.label, { [fix.file]: text.slice(0, fix.from) + fix.put + text.slice(fix.to) });
      announce(fix.label);
    },
    [checkedText, store],
  );
  const trees = useMemo(() => ({ sources: indexFields(source), targets: indexFields(target) }), [source, target]);
  const lists = useMemo(
    () => ({
      isSourceList: (path: string) => trees.sources.at(path)?.isList === true,
      isTargetList: (path: string) => trees.targets.at(path)?.isList === true,
      isTargetGroup: (path: string) => (trees.targets.at(path)?.children.length ?? 0) > 0,
    }),
    [trees],
  );
  /** Why a source field does not fit a target; undefined when it does. */
  const refuses = useCallback(
    (from: string, to: string): string | undefined => {
      const [have, want] = [trees.sources.at(from), trees.targets.at(to)];
      const answer = have === undefined || want === undefined ? undefined : canConnect(have, want, trees);
      return answer?.allowed === false ? answer.reason : undefined;
    },
    [trees],
  );
  const onConnect = useCallback(
    (from: string, drop: Drop) => {
      const now = store.getState().program;
      if ('target' in drop) {
        if (!edit(connect(now, { from, to: drop.target }, lists))) return;
        onSelect(drop.target);
        onShow(drop.target);
        return;
      }
      const node = nodeAt(now, drop.node);
      const input = node?.inputs[drop.input];
      if (node === undefined || input === undefined) return;
      const name = `Connect ${from.split('/').at(-1)} to ${input.label}`;
      edit(setInput(now, node, { input: drop.input, put: pathIn(from, input.scope), name }));
      onSelect(node.target);
    },
    [edit, lists, onSelect, onShow, store],
  );
  const accept = useCallback(
    (accepted: readonly Suggestion[]) => {
      let now = store.getState().program;
      for (const { source: from, target: to } of accepted) {
        const made = connect(now, { from, to }, lists);
        if (made !== undefined) now = rereadProgram(now, made.text);
      }
      const name = accepted.length === 1 ? 'Accept a suggestion' : `Accept ${accepted.length} suggestions`;
      edit({ name, text: now.text });
    },
    [edit, lists, store],
  );
  const applyFunction = useCallback(
    (doc: FunctionDoc) => {
      if (selected === undefined) return;
      const { program } = store.getState();
      const rest = doc.parameters
        .slice(1)
        .filter((parameter) => parameter.optional !== true)
        .map(() => ', ""');
      const first = program.byPath.get(selected)?.text ?? '""';
      const args = doc.parameters.length === 0 ? '' : `${first}${rest.join('')}`;
      edit(setTarget(program, selected, `$${doc.name}(${args})`, { name: `Use $${doc.name}` }));
    },
    [edit, selected, store],
  );
  const tidy = useCallback(
    () => store.change('Tidy the layout', { [LAYOUT]: writeLayout(tidyNodes(nodes)) }),
    [nodes, store],
  );
  const onMoved = useCallback(
    (places: Positions, { byKeys }: { byKeys: boolean }) => {
      const { history: acts, program } = store.getState();
      const kept = Object.entries(readLayout(acts.now[LAYOUT]).positions).filter(([id]) => nodeAt(program, id));
      const layout = writeLayout(keptAfterMove(Object.fromEntries(kept), places));
      // One key after the other is one act.
      store.change(byKeys ? 'Move nodes by keys' : 'Move nodes', { [LAYOUT]: layout }, { joins: byKeys });
    },
    [store],
  );
  /** Why a target cannot get the value of another; undefined when it can. */
  const refusesMove = useCallback(
    (from: string, to: string) => {
      if (lists.isTargetGroup(to) && !lists.isTargetList(to))
        return `${to.split('/').at(-1)} is a group: draw to one of its fields`;
      return refusesRetarget(store.getState().program, from, to);
    },
    [lists, store],
  );
  const onRetarget = useCallback(
    (from: string, to: string) => {
      if (!edit(retarget(store.getState().program, { from, to }, { isList: lists.isTargetList }))) return;
      onSelect(to);
      onShow(to);
    },
    [edit, lists, onSelect, onShow, store],
  );
  return {
    ...history,
    edit,
    mend,
    refuses,
    refusesMove,
    onConnect,
    onRetarget,
    accept,
    applyFunction,
    tidy,
    onMoved,
  };
}
