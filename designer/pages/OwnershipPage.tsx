// The ownership matrix: fields by system class, one click makes a class an owner, a reporter or neither.
// May import api/, panels/, parts/, the ownership model and its own folder.
import { useMemo, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import type { Ownership } from '../../runtime/engine/state/ownership.ts';
import { SYSTEM_CLASSES } from '../../runtime/engine/workspace/definitions.ts';
import type { DocumentType } from '../../runtime/model/types.ts';
import { setPart, setRule, type Target } from '../model/ownership/commands.ts';
import { ownershipRows, type Part, partOf } from '../model/ownership/matrix.ts';
import { DraftNote, EditorActions } from '../panels/EditorActions.tsx';
import { type EditedFile, PLAIN_TEXT, useEditedFile } from '../panels/use-edited-file.ts';
import { useTextEdits } from '../panels/use-text-edits.ts';
import { Checkbox, SearchField, SelectField } from '../parts/fields.tsx';
import { Page } from '../parts/Page.tsx';
import { EmptyState, ErrorState, LoadingState } from '../parts/states.tsx';
import { TabBar } from '../parts/TabBar.tsx';
import { announce } from '../parts/toast.tsx';
import { Workbench } from '../parts/Workbench.tsx';
import { AboutPanel } from './ownership/AboutPanel.tsx';
import { OwnershipGrid } from './ownership/OwnershipGrid.tsx';
import { RulePanel } from './ownership/RulePanel.tsx';
import './ownership/OwnershipPage.css';

export default function OwnershipPage() {
  const { query, file } = useEditedFile('rulesets/ownership.json', PLAIN_TEXT);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (file === undefined) return <LoadingState what="Loading the ownership" />;
  return <OwnershipEditor file={file} />;
}

function parsed(text: string): Ownership | undefined {
  try {
    const value = JSON.parse(text) as Ownership;
    return typeof value.documents === 'object' && value.documents !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const NEXT: Readonly<Record<Part, Part>> = { none: 'owner', owner: 'reporter', reporter: 'none' };

function OwnershipEditor({ file }: { file: EditedFile<string> }) {
  const { name } = useParams<{ name?: string }>();
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [ownOnly, setOwnOnly] = useState(false);
  const [chosen, setChosen] = useState('');
  const ownership = useMemo(() => parsed(file.state), [file.state]);
  const types = Object.keys(ownership?.documents ?? {}) as DocumentType[];
  const type = types.find((one) => one === name) ?? types[0] ?? 'order';
  const rows = useMemo(() => (ownership === undefined ? [] : ownershipRows(ownership, type)), [ownership, type]);
  const shown = useMemo(
    () =>
      rows.filter(
        (row) =>
          row.path.toLowerCase().includes(text.toLowerCase()) &&
          (!ownOnly || row.path === '' || row.ruledBy === row.path),
      ),
    [rows, text, ownOnly],
  );
  const run = useTextEdits(file);
  if (ownership === undefined)
    return <EmptyState title="This file says nothing of ownership">Its text has to be mended first.</EmptyState>;
  const target: Target = { ownership, text: file.state, type };
  const row = rows.find(({ path }) => path === chosen) ?? rows[0];
  return (
    <Page
      title="Ownership"
      description="Which system may change which field, and what happens when another contradicts its owner."
      actions={
        <>
          <SelectField
            label="Document"
            hideLabel
            value={type}
            onChange={(next) => {
              setChosen('');
              navigate(`/ownership/${next}`);
            }}
            choices={types.map((one) => ({ id: one, label: one }))}
          />
          <SearchField label="Find a field" value={text} onChange={setText} />
          <Checkbox isSelected={ownOnly} onChange={setOwnOnly}>
            With a rule of their own
          </Checkbox>
          <EditorActions file={file} />
        </>
      }
      fill
    >
      <DraftNote file={file} />
      <Workbench
        sideLabel="The rule of the chosen field"
        hasTabs
        side={
          <TabBar
            label="The rule of the chosen field"
            tabs={[
              {
                id: 'rule',
                title: 'Rule',
                content:
                  row === undefined ? null : (
                    <RulePanel
                      key={row.path}
                      row={row}
                      target={target}
                      onSet={(change, joins) => run(() => setRule(target, row, change), joins)}
                      run={run}
                      onChoose={setChosen}
                    />
                  ),
              },
              {
                id: 'about',
                title: 'About',
                content: <AboutPanel target={target} run={run} onChoose={setChosen} />,
              },
            ]}
          />
        }
      >
        <OwnershipGrid
          label={`Owners of the fields of ${type}`}
          classes={SYSTEM_CLASSES}
          rows={shown}
          chosen={row?.path ?? ''}
          onChoose={setChosen}
          onPart={(one, systemClass) => {
            const part = NEXT[partOf(one, systemClass)];
            run(() => setPart(target, one, { systemClass, part }));
            announce(
              `${systemClass} is ${part === 'none' ? 'neither owner nor reporter' : part} of ${one.path === '' ? 'the rest' : one.path}`,
            );
          }}
        />
      </Workbench>
    </Page>
  );
}
