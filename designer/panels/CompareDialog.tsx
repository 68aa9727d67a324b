// Two versions of the mapping's files side by side: draft and saved, or mine and what somebody else saved meanwhile.
// May import its neighbours, api/ types, canvas/, model/ and parts/.
import { useMemo, useState } from 'react';
import { readProgram } from '../../runtime/engine/outline/program.ts';
import type { FolderFile } from '../api/files.ts';
import { PROGRAM, type Texts } from '../canvas/mapping-store.ts';
import { mergeMappings, settleConflicts } from '../model/difference/merge.ts';
import { Button } from '../parts/Button.tsx';
import { Compare } from '../parts/LazyCode.tsx';
import { Modal } from '../parts/Modal.tsx';
import { EmptyState } from '../parts/states.tsx';
import { TabBar, type TabSpec } from '../parts/TabBar.tsx';
import { toast } from '../parts/toast.tsx';
import { FieldDifference, MergeFields } from './FieldDifference.tsx';

const languageOf = (path: string) => (path.endsWith('.json') ? 'json' : path.endsWith('.jsonata') ? 'jsonata' : 'text');

export interface DraftDiffProps {
  readonly open: boolean;
  readonly saved: Texts;
  readonly now: Texts;
  readonly onClose: () => void;
  readonly onDiscard: () => void;
}

/** What saving would change. */
export function DraftDiff({ open, saved, now, onClose, onDiscard }: DraftDiffProps) {
  const paths = [...new Set([...Object.keys(saved), ...Object.keys(now)])]
    .filter((path) => saved[path] !== now[path])
    .sort();
  return (
    <Modal
      title="What saving changes"
      open={open}
      onClose={onClose}
      size="large"
      actions={
        <>
          <Button
            tone="danger"
            isDisabled={paths.length === 0}
            onPress={() => {
              onDiscard();
              onClose();
            }}
          >
            Go back to the saved files
          </Button>
          <Button onPress={onClose}>Close</Button>
        </>
      }
    >
      {paths.length === 0 ? (
        <EmptyState title="Nothing has changed since it was saved" />
      ) : (
        <div className="compare-tabs">
          <TabBar
            label="Changed files"
            tabs={[
              ...fieldsTab(saved[PROGRAM], now[PROGRAM]),
              ...paths.map((path) => ({
                id: path,
                title: path,
                content: (
                  <Compare
                    leftLabel="Saved"
                    rightLabel="Yours"
                    left={saved[path] ?? ''}
                    right={now[path] ?? ''}
                    language={languageOf(path)}
                  />
                ),
              })),
            ]}
          />
        </div>
      )}
    </Modal>
  );
}

/** The change in meaning, field by field, before the texts. */
function fieldsTab(before: string | undefined, after: string | undefined): readonly TabSpec[] {
  if (before === undefined || after === undefined || before === after) return [];
  return [{ id: 'fields', title: 'Fields', content: <FieldDifference before={before} after={after} /> }];
}

export interface ConflictDialogProps {
  /** The files as both began from. */
  readonly base: Texts;
  readonly theirs: readonly FolderFile[] | undefined;
  readonly mine: Texts;
  /** Files that saving would write. */
  readonly changed: readonly string[];
  readonly onSettle: (way: 'later' | 'mine' | { readonly merged: Readonly<Record<string, string>> }) => void;
}

/** Somebody else saved first: both versions, and three ways on. Nothing is written over before one is chosen. */
export function ConflictDialog({ theirs, ...rest }: ConflictDialogProps) {
  return theirs === undefined ? null : <Conflict theirs={theirs} {...rest} />;
}

function Conflict({ theirs, base, mine, changed, onSettle }: ConflictDialogProps & { theirs: readonly FolderFile[] }) {
  const [merged, setMerged] = useState<Readonly<Record<string, string>>>({});
  const textOf = (path: string) => theirs.find((file) => file.path === path)?.text ?? '';
  const paths = changed.filter((path) => textOf(path) !== mine[path]);
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const programs = useMemo(() => {
    const [began, ours, other] = [base[PROGRAM], mine[PROGRAM], theirs.find((file) => file.path === PROGRAM)?.text];
    const all = [began, ours, other];
    const isReadable = all.every((text) => text !== undefined && readProgram(text).fault === undefined);
    return isReadable && ours !== other
      ? { base: began as string, ours: ours as string, theirs: other as string }
      : undefined;
  }, [base, mine, theirs]);
  const fields = useMemo(
    () => (programs === undefined ? undefined : mergeMappings(programs.base, programs.ours, programs.theirs)),
    [programs],
  );
  // Other files than the program have no fields to merge: both having changed one is for somebody to decide.
  const others = paths.filter((path) => path !== PROGRAM && textOf(path) !== (base[path] ?? ''));
  const choose = (id: string, isTheirs: boolean) =>
    setTaken((now) => new Set(isTheirs ? [...now, id] : [...now].filter((one) => one !== id)));
  const saveFields = () => {
    const text = programs === undefined ? undefined : settleConflicts(programs, (id) => taken.has(id));
    if (text === undefined)
      toast('These choices do not fit together in one text: merge it in its tab', { tone: 'bad' });
    else onSettle({ merged: { ...merged, [PROGRAM]: text } });
  };
  const theirTexts = Object.fromEntries(paths.map((path) => [path, textOf(path)]));
  return (
    <Modal
      title="Somebody else saved this mapping meanwhile"
      open
      onClose={() => onSettle('later')}
      size="large"
      actions={
        <>
          <Button onPress={() => onSettle('later')}>Decide later</Button>
          <Button onPress={() => onSettle({ merged: theirTexts })}>Take theirs</Button>
          <Button onPress={() => onSettle('mine')}>Save mine over it</Button>
          <Button isDisabled={Object.keys(merged).length === 0} onPress={() => onSettle({ merged })}>
            Save the merged text
          </Button>
          {fields === undefined ? null : (
            <Button
              tone="main"
              isDisabled={merged[PROGRAM] !== undefined || others.some((path) => merged[path] === undefined)}
              onPress={saveFields}
            >
              Save the merged fields
            </Button>
          )}
        </>
      }
    >
      <p className="soft">
        Nothing was written. Decide field by field, or take parts of a text into yours with the arrows, or type on the
        right.
      </p>
      <div className="compare-tabs">
        <TabBar
          label="Files in conflict"
          tabs={[
            ...(fields === undefined
              ? []
              : [
                  {
                    id: 'fields',
                    title: 'Fields',
                    content: <MergeFields merged={fields} theirs={taken} onChoose={choose} />,
                  },
                ]),
            ...paths.map((path) => ({
              id: path,
              title: path,
              content: (
                <Compare
                  leftLabel="Theirs, as saved"
                  rightLabel="Yours"
                  left={textOf(path)}
                  right={merged[path] ?? mine[path] ?? ''}
                  language={languageOf(path)}
                  onChange={(text) => setMerged((now) => ({ ...now, [path]: text }))}
                />
              ),
            })),
          ]}
        />
      </div>
    </Modal>
  );
}
