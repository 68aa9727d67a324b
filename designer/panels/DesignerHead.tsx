// The head of the mapping designer: the mapping's name, what is not saved yet, and its acts; below it the sample that is looked at.
// May import parts/, worker/ and types of its neighbours.
import { Code2, Download, LayoutGrid, Redo2, Save, Sparkles, Undo2, Workflow } from 'lucide-react';
import { memo } from 'react';
import { Badge } from '../parts/Badge.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { keysText } from '../parts/commands.ts';
import { SelectField } from '../parts/fields.tsx';
import { MenuButton } from '../parts/MenuButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import type { Evaluation } from '../worker/protocol.ts';
import type { useSample } from './use-examples.ts';
import type { DraftState } from './use-mapping.ts';

const DRAFT_WORDS = {
  clean: 'Saved',
  waiting: 'Keeping the draft…',
  kept: 'Draft kept',
  failed: 'The draft could not be kept; trying again',
};

export interface DesignerHeadProps {
  readonly title: string;
  readonly draft: DraftState;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  readonly isBroken: boolean;
  readonly isLayoutBroken: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly view: 'canvas' | 'text';
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onView: () => void;
  readonly onDialog: (dialog: 'suggest' | 'diff' | 'schema') => void;
  readonly onTidy: () => void;
  readonly onPicture: () => void;
  readonly onSave: () => void;
}

export const DesignerHead = memo(function DesignerHead(props: DesignerHeadProps) {
  const { title, draft, isChanged, isBroken, view, onDialog } = props;
  return (
    <PageHeader
      title={title}
      above={[{ title: 'Mappings', href: '/mappings' }]}
      marks={
        <>
          <Badge tone={draft === 'failed' ? 'bad' : isChanged ? 'warn' : 'plain'}>
            {isChanged ? `${DRAFT_WORDS[draft === 'clean' ? 'waiting' : draft]}, not saved` : 'Saved'}
          </Badge>
          {props.isLayoutBroken ? (
            <Badge tone="warn" title="layout.json cannot be read: nodes stand where they would without it">
              Layout ignored
            </Badge>
          ) : null}
        </>
      }
      actions={
        <>
          <IconButton
            label="Undo"
            keys={keysText('mod+z')}
            icon={<Undo2 aria-hidden size={16} />}
            isDisabled={!props.canUndo}
            onPress={props.onUndo}
          />
          <IconButton
            label="Redo"
            keys={keysText('mod+shift+z')}
            icon={<Redo2 aria-hidden size={16} />}
            isDisabled={!props.canRedo}
            onPress={props.onRedo}
          />
          <Button
            icon={view === 'canvas' ? <Code2 aria-hidden size={15} /> : <Workflow aria-hidden size={15} />}
            isDisabled={isBroken}
            onPress={props.onView}
          >
            {view === 'canvas' ? 'Text' : 'Canvas'}
          </Button>
          <Button icon={<Sparkles aria-hidden size={15} />} isDisabled={isBroken} onPress={() => onDialog('suggest')}>
            Suggest
          </Button>
          <MenuButton
            label="More acts"
            words="More"
            acts={[
              { id: 'diff', label: 'What saving changes', run: () => onDialog('diff') },
              { id: 'schema', label: 'Source schema…', run: () => onDialog('schema') },
              {
                id: 'tidy',
                label: 'Tidy the layout',
                icon: <LayoutGrid aria-hidden size={14} />,
                run: props.onTidy,
              },
              {
                id: 'picture',
                label: 'Export a picture',
                icon: <Download aria-hidden size={14} />,
                run: props.onPicture,
              },
            ]}
          />
          <Button
            tone="main"
            icon={<Save aria-hidden size={15} />}
            isDisabled={!isChanged || props.isSaving}
            onPress={props.onSave}
          >
            Save
          </Button>
        </>
      }
    />
  );
});

/** Of a sample of more messages than this the first ones can be chosen. */
const MOST_MESSAGES = 200;

export interface SampleBarProps {
  readonly sample: ReturnType<typeof useSample>;
  readonly evaluation: Evaluation | undefined;
  readonly failure: { readonly message: string } | undefined;
  readonly isRunning: boolean;
  /** From the act to its values, the last time. */
  readonly tookMs: number | undefined;
  readonly isOutdated: boolean;
  readonly onPaste: () => void;
}

export const SampleBar = memo(function SampleBar(props: SampleBarProps) {
  const { sample, evaluation, isOutdated, onPaste, ...status } = props;
  const messages = evaluation?.messages ?? 0;
  return (
    <div className="designer-bar">
      <SelectField
        label="Sample"
        hideLabel
        value={sample.id}
        placeholder="No sample"
        choices={[
          ...sample.inputs.map((path) => ({ id: path, label: path.slice('examples/'.length) })),
          ...(sample.isPasted ? [{ id: 'pasted', label: 'pasted message' }] : []),
        ]}
        onChange={(id) => {
          if (id === 'pasted') sample.setMessage(0);
          else sample.choose({ example: id });
        }}
      />
      <Button onPress={onPaste}>Paste a message</Button>
      {messages > 1 ? (
        <SelectField
          label="Message of the sample"
          hideLabel
          value={String(sample.message)}
          choices={Array.from({ length: Math.min(messages, MOST_MESSAGES) }, (_one, index) => ({
            id: String(index),
            label: `Message ${index + 1} of ${messages}`,
          }))}
          onChange={(index) => sample.setMessage(Number(index))}
        />
      ) : null}
      <EvaluationStatus {...status} evaluation={evaluation} hasSample={sample.id !== undefined} />
      {isOutdated ? <Badge tone="warn">The saved files have changed since this draft</Badge> : null}
    </div>
  );
});

function EvaluationStatus({
  evaluation,
  failure,
  isRunning,
  tookMs,
  hasSample,
}: Pick<SampleBarProps, 'evaluation' | 'failure' | 'isRunning' | 'tookMs'> & { hasSample: boolean }) {
  const error = failure ?? evaluation?.error;
  const words = isRunning
    ? 'Evaluating…'
    : hasSample
      ? `Evaluated in ${Math.max(1, Math.round(evaluation?.tookMs ?? 0))} ms`
      : 'Choose a sample to see values';
  return (
    <span
      className="designer-status"
      role="status"
      data-running={isRunning || undefined}
      data-took={tookMs === undefined ? undefined : Math.round(tookMs)}
    >
      {error !== undefined ? (
        <Badge tone="bad" title={error.message}>
          {failure === undefined ? error.message : `Ended: ${error.message}`}
        </Badge>
      ) : evaluation === undefined ? null : (
        <span className="soft">{words}</span>
      )}
    </span>
  );
}
