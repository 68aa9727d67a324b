// Two versions of the mapping's files side by side: draft and saved, or mine and what somebody else saved meanwhile.
// May import api/ types, canvas/ and parts/.
import { useState } from 'react';
import type { FolderFile } from '../api/files.ts';
import type { Texts } from '../canvas/mapping-store.ts';
import { Button } from '../parts/Button.tsx';
import { Compare } from '../parts/LazyCode.tsx';
import { Modal } from '../parts/Modal.tsx';
import { EmptyState } from '../parts/states.tsx';
import { TabBar } from '../parts/TabBar.tsx';

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
            tabs={paths.map((path) => ({
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
            }))}
          />
        </div>
      )}
    </Modal>
  );
}

export interface ConflictDialogProps {
  readonly theirs: readonly FolderFile[] | undefined;
  readonly mine: Texts;
  /** Files that saving would write. */
  readonly changed: readonly string[];
  readonly onSettle: (way: 'later' | 'mine' | { readonly merged: Readonly<Record<string, string>> }) => void;
}

/** Somebody else saved first: both versions, and three ways on. Nothing is written over before one is chosen. */
export function ConflictDialog({ theirs, mine, changed, onSettle }: ConflictDialogProps) {
  return theirs === undefined ? null : <Conflict theirs={theirs} mine={mine} changed={changed} onSettle={onSettle} />;
}

function Conflict({ theirs, mine, changed, onSettle }: ConflictDialogProps & { theirs: readonly FolderFile[] }) {
  const [merged, setMerged] = useState<Readonly<Record<string, string>>>({});
  const textOf = (path: string) => theirs.find((file) => file.path === path)?.text ?? '';
  const paths = changed.filter((path) => textOf(path) !== mine[path]);
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
          <Button tone="main" isDisabled={Object.keys(merged).length === 0} onPress={() => onSettle({ merged })}>
            Save the merged text
          </Button>
        </>
      }
    >
      <p className="soft">
        Nothing was written. Take parts of theirs into yours with the arrows, or type on the right.
      </p>
      <div className="compare-tabs">
        <TabBar
          label="Files in conflict"
          tabs={paths.map((path) => ({
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
          }))}
        />
      </div>
    </Modal>
  );
}
