// The menu of acts at a row, a node, an input or a place of the text: by the second mouse button, by its key, by the button of a node.
// May import its neighbours, canvas/, model/ and parts/.
import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useState } from 'react';
import { type MappingStore, PROGRAM } from '../canvas/mapping-store.ts';
import { type ActPlace, listAt, namesAt, placeName, spanOf } from '../model/mapping/act-place.ts';
import { pasteMembers } from '../model/mapping/edits.ts';
import { nodeAt } from '../model/mapping/graph.ts';
import { mayBeMany } from '../model/mapping/list-acts.ts';
import { nameableAt } from '../model/mapping/named-values.ts';
import { isRefused, type Outcome, removeInput } from '../model/mapping/node-edits.ts';
import {
  copyAll,
  disconnectAll,
  duplicateAll,
  duplicateRows,
  pasteAt,
  removeNodes,
  removeRows,
} from '../model/mapping/selection-edits.ts';
import { ContextMenu } from '../parts/ContextMenu.tsx';
import type { MenuAct } from '../parts/MenuButton.tsx';
import { announce } from '../parts/toast.tsx';
import { useEvent } from '../parts/use-event.ts';
import type { Field } from '../schema/field.ts';
import { isListIn } from './ListSteps.tsx';
import type { MeaningDialogState } from './MeaningDialog.tsx';
import { meantRows, ownerFor } from './use-row-keys.ts';

export interface ActMenuOptions {
  readonly source: readonly Field[];
  readonly selection: ReadonlySet<string>;
  readonly onSelection: (ids: ReadonlySet<string>, last: string | undefined) => void;
  readonly edit: (made: Outcome | undefined) => boolean;
  readonly onDialog: (dialog: MeaningDialogState) => void;
}

interface Opened {
  readonly place: ActPlace;
  readonly at: { readonly x: number; readonly y: number };
  /** Of a row the tree, else the node: the focus goes back there. */
  readonly isRow: boolean;
}

const copyText = (text: string): void =>
  void navigator.clipboard?.writeText(text).then(() => announce('Copied as JSONata text'));

/** Where in the page something is: the place that acts there are for. */
function placeUnder(
  element: Element,
): { readonly place: ActPlace & { kind: 'one' }; readonly isRow: boolean } | undefined {
  const input = element.closest<HTMLElement>('[data-input]')?.dataset['input'];
  if (input !== undefined) {
    const gap = input.lastIndexOf(' ');
    return { place: { kind: 'one', id: input.slice(0, gap), input: Number(input.slice(gap + 1)) }, isRow: false };
  }
  const node =
    element.closest<HTMLElement>('[data-node]')?.dataset['node'] ??
    element.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
  if (node !== undefined) return { place: { kind: 'one', id: node }, isRow: false };
  const tree = element.closest<HTMLElement>('.tree[data-side="target"]');
  const row = element.closest<HTMLElement>('.tree-row') ?? tree?.querySelector<HTMLElement>('.tree-row[data-active]');
  const path = tree === null ? undefined : row?.dataset['path'];
  return path === undefined ? undefined : { place: { kind: 'one', id: path }, isRow: true };
}

export function useActMenu(store: MappingStore, options: ActMenuOptions) {
  const { selection, onSelection, onDialog } = options;
  const [opened, setOpened] = useState<Opened>();
  /** Opens the menu of what is at an element. @returns whether there is one */
  const openAt = useEvent((element: Element, at?: { x: number; y: number }): boolean => {
    const found = placeUnder(element);
    if (found === undefined) return false;
    const { id } = found.place;
    if (!selection.has(id)) onSelection(new Set([id]), id);
    const shown =
      element.closest('.map-node-input, .map-node, .react-flow__node, .tree-row') ??
      element.querySelector('.tree-row[data-active]') ??
      element;
    const { left, bottom } = shown.getBoundingClientRect();
    setOpened({ ...found, at: at ?? { x: left + 12, y: bottom } });
    return true;
  });
  const close = useCallback(() => setOpened(undefined), []);
  const acts = opened === undefined ? [] : actsAt(store, opened, options);
  const program = store.getState().program;
  const menu: ReactNode =
    opened === undefined ? null : (
      <ContextMenu label={`Acts on ${placeName(program, opened.place)}`} at={opened.at} acts={acts} onClose={close} />
    );
  const onContextMenu = useEvent((event: MouseEvent): void => {
    const at = { x: event.clientX, y: event.clientY };
    if (event.target instanceof Element && openAt(event.target, at)) event.preventDefault();
  });
  const onClick = useEvent((event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('[data-menu]') !== null) openAt(event.target);
  });
  const onKeyDown = useEvent((event: KeyboardEvent): void => {
    if (!(event.target instanceof Element) || event.defaultPrevented) return;
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      if (openAt(event.target)) event.preventDefault();
    } else if (event.key === 'F2') {
      const place = placeUnder(event.target)?.place;
      if (place === undefined) return;
      event.preventDefault();
      if (namesAt(store.getState().program, place).length > 0) onDialog({ kind: 'rename', place });
      else announce('There is no name here to be changed');
    }
  });
  return { onContextMenu, onClick, onKeyDown, menu };
}

/** What can be done at a place, in the order of the menu. */
export function actsAt(
  store: MappingStore,
  opened: Pick<Opened, 'place' | 'isRow'>,
  options: Pick<ActMenuOptions, 'source' | 'selection' | 'edit' | 'onDialog'>,
): readonly MenuAct[] {
  return [...handlingActs(store, opened, options), ...meaningActs(store, opened.place, options)];
}

/** Copy, paste, duplicate, delete: of one, or of all that is selected with it. */
function handlingActs(
  store: MappingStore,
  { place, isRow }: Pick<Opened, 'place' | 'isRow'>,
  { selection, edit }: Pick<ActMenuOptions, 'selection' | 'edit'>,
): readonly MenuAct[] {
  if (place.kind === 'text') return [];
  const now = () => store.getState().program;
  const { id, input } = place;
  const ids = input === undefined ? meantRows(selection, id) : new Set([id]);
  const many = ids.size > 1 ? ` ${ids.size} ${isRow ? 'fields' : 'things'}` : '';
  const node = isRow ? undefined : nodeAt(now(), id);
  const inputText = input === undefined ? undefined : (node?.inputs[input]?.text ?? '');
  const has = isRow ? [...ids].some((one) => now().byPath.has(one)) : true;
  const paste = (text: string): Outcome | undefined => {
    if (!isRow) return pasteAt(now(), id, { text, ...(input === undefined ? {} : { input }) });
    return pasteMembers(now(), ownerFor(now().objects, id), text);
  };
  const remove = (): Outcome =>
    isRow
      ? removeRows(now(), ids)
      : input !== undefined && node !== undefined
        ? removeInput(now(), nodeAt(now(), id) ?? node, input)
        : removeNodes(now(), ids);
  return [
    {
      id: 'copy',
      label: `Copy${many}`,
      keys: 'Ctrl+C',
      isDisabled: !has,
      run: () => copyText(inputText ?? copyAll(now(), ids)),
    },
    {
      id: 'paste',
      label: 'Paste',
      keys: 'Ctrl+V',
      run: () => void navigator.clipboard?.readText().then((text) => edit(paste(text))),
    },
    ...(input === undefined
      ? [
          {
            id: 'duplicate',
            label: `Duplicate${many}`,
            keys: 'Ctrl+D',
            isDisabled: !has,
            run: () => void edit(isRow ? duplicateRows(now(), ids) : duplicateAll(now(), ids)),
          },
        ]
      : []),
    ...(isRow || input !== undefined
      ? []
      : [
          {
            id: 'disconnect',
            label: `Disconnect${many}`,
            keys: 'Shift+Del',
            run: () => void edit(disconnectAll(now(), ids)),
          },
        ]),
    {
      id: 'delete',
      label: `Delete${many}`,
      keys: 'Del',
      danger: true,
      isDisabled: !has,
      run: () => void edit(remove()),
    },
  ];
}

/** Names and lists: what changes how a value is come by. */
export function meaningActs(
  store: MappingStore,
  place: ActPlace,
  { source, onDialog }: Pick<ActMenuOptions, 'source' | 'onDialog'>,
): readonly MenuAct[] {
  const { program, history } = store.getState();
  const text = history.now[PROGRAM] ?? '';
  const span = spanOf(program, place);
  if (span === undefined || program.text !== text) return [];
  const nameable = nameableAt(program, span);
  const names = namesAt(program, place);
  const bound = names.filter((one) => one.kind === 'bind');
  const found = listAt(program, place);
  const list = found !== undefined && mayBeMany(found, isListIn(source)) ? found : undefined;
  const ask = (id: string, label: string, dialog: MeaningDialogState['kind'], keys?: string): MenuAct => ({
    id,
    label,
    ...(keys === undefined ? {} : { keys }),
    run: () => onDialog({ kind: dialog, place }),
  });
  return [
    ...(isRefused(nameable as Outcome) ? [] : [ask('name', 'Name this value…', 'name')]),
    ...(names.length === 0 ? [] : [ask('rename', 'Rename…', 'rename', 'F2')]),
    ...(bound.length === 0 ? [] : [ask('inline', 'Put a value in its place again…', 'inline')]),
    ...(list === undefined
      ? []
      : [
          ask('sort', 'Put in order…', 'sort'),
          ask('where', 'Only where…', 'where'),
          ask('group', 'One for each…', 'group'),
        ]),
  ];
}
