// The dialogs of the mapping designer, one at a time; a conflict comes by itself. Drawn while one is open only.
// May import its neighbours, canvas/ and model/.
import { useMemo } from 'react';
import type { Program } from '../../runtime/engine/outline/program.ts';
import type { MappingManifest } from '../canvas/manifest.ts';
import type { MappingStore } from '../canvas/mapping-store.ts';
import { type Suggestion, suggest } from '../model/suggest/suggest.ts';
import type { Field } from '../schema/field.ts';
import type { Evaluation } from '../worker/protocol.ts';
import { ConflictDialog, DraftDiff } from './CompareDialog.tsx';
import { PasteSample } from './PasteSample.tsx';
import { SchemaDialog } from './SchemaDialog.tsx';
import { SuggestDialog } from './SuggestDialog.tsx';
import type { Saving } from './use-mapping.ts';

export type DialogName = 'suggest' | 'diff' | 'paste' | 'schema';

/** Less sure suggestions than those that are proposed are shown too, and not ticked. */
const SHOWN_FROM = 0.55;

export interface DesignerDialogsProps {
  readonly open: DialogName | undefined;
  readonly onClose: () => void;
  readonly store: MappingStore;
  readonly program: Program;
  readonly manifest: MappingManifest;
  readonly source: readonly Field[];
  readonly target: readonly Field[];
  readonly evaluation: Evaluation | undefined;
  readonly saving: Saving;
  readonly onAccept: (accepted: readonly Suggestion[]) => void;
  readonly onPaste: (text: string) => void;
  readonly onGo: (target: string) => void;
  /** The schema of the source was replaced. */
  readonly onReplaced: () => void;
}

export function DesignerDialogs(props: DesignerDialogsProps) {
  const { open, onClose, store, program, source, target, evaluation, saving } = props;
  const isSuggesting = open === 'suggest';
  const suggestions = useMemo(
    () =>
      isSuggesting
        ? suggest(source, target, {
            taken: new Set(program.targets.map((one) => one.path)),
            values: new Map([...(evaluation?.source ?? [])].map(([path, value]) => [path, value.text])),
            confidence: SHOWN_FROM,
          })
        : [],
    [isSuggesting, source, target, program, evaluation],
  );
  const { history, saved } = store.getState();
  const savedTexts = Object.fromEntries(Object.entries(saved).map(([path, file]) => [path, file.text]));
  return (
    <>
      <SuggestDialog open={isSuggesting} suggestions={suggestions} onClose={onClose} onAccept={props.onAccept} />
      <PasteSample open={open === 'paste'} onClose={onClose} onPaste={props.onPaste} />
      <SchemaDialog
        open={open === 'schema'}
        store={store}
        manifest={props.manifest}
        source={source}
        onClose={onClose}
        onGo={props.onGo}
        onReplaced={props.onReplaced}
      />
      <DraftDiff
        open={open === 'diff'}
        saved={savedTexts}
        now={history.now}
        onClose={onClose}
        onDiscard={() =>
          store.change('Go back to the saved files', {
            ...Object.fromEntries(Object.keys(history.now).map((path) => [path, null])),
            ...savedTexts,
          })
        }
      />
      <ConflictDialog
        theirs={saving.conflict}
        base={savedTexts}
        mine={history.now}
        changed={store.changes().map((change) => change.path)}
        onSettle={(way) => void saving.settle(way)}
      />
    </>
  );
}
