// Below the head of the mapping designer: the sample that is looked at, which of its messages, and how its evaluation went.
// May import parts/, worker/ and its neighbours.
import { PanelRightClose, PanelRightOpen } from 'lucide-react';
import { memo } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { Badge } from '../parts/Badge.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { SelectField } from '../parts/fields.tsx';
import type { EvaluationStatus } from './use-evaluation.ts';
import type { useSample } from './use-examples.ts';

/** Of a sample of more messages than this the first ones can be chosen. */
const MOST_MESSAGES = 200;

type Sample = ReturnType<typeof useSample>;

export interface SampleBarProps {
  readonly sample: Sample;
  /** Messages in the sample. */
  readonly messages: number;
  /** What the evaluation ended with, and whether it had to be ended. */
  readonly error: string | undefined;
  readonly isEnded: boolean;
  /** How long the engine took; undefined before there is an evaluation. */
  readonly engineMs: number | undefined;
  readonly status: StoreApi<EvaluationStatus>;
  readonly isOutdated: boolean;
  readonly onPaste: () => void;
  readonly isPanelFolded: boolean;
  readonly onPanel: (isFolded: boolean) => void;
}

export const SampleBar = memo(function SampleBar(props: SampleBarProps) {
  const { sample, messages, isOutdated, onPaste, isPanelFolded, onPanel, ...status } = props;
  return (
    <div className="designer-bar">
      <SampleChoice sample={sample} onPaste={onPaste} />
      {messages > 1 ? <MessageChoice sample={sample} messages={messages} /> : null}
      <Status {...status} hasSample={sample.id !== undefined} />
      {isOutdated ? <Badge tone="warn">The saved files have changed since this draft</Badge> : null}
      <PanelButton isFolded={isPanelFolded} onFold={onPanel} />
    </div>
  );
});

interface PanelProps {
  readonly isFolded: boolean;
  readonly onFold: (isFolded: boolean) => void;
}

const PanelButton = memo(function PanelButton({ isFolded, onFold }: PanelProps) {
  return (
    <IconButton
      label={isFolded ? 'Show the panel beside the canvas' : 'Fold the panel beside the canvas away'}
      icon={isFolded ? <PanelRightOpen aria-hidden size={16} /> : <PanelRightClose aria-hidden size={16} />}
      onPress={() => onFold(!isFolded)}
    />
  );
});

const SampleChoice = memo(function SampleChoice({ sample, onPaste }: { sample: Sample; onPaste: () => void }) {
  return (
    <>
      <SelectField
        label="Sample"
        hideLabel
        value={sample.id}
        placeholder="No sample"
        choices={[
          ...sample.inputs.map((path) => ({ id: path, label: path.slice('examples/'.length) })),
          ...(sample.pasted === undefined ? [] : [{ id: 'pasted', label: sample.pasted }]),
        ]}
        onChange={(id) => {
          if (id === 'pasted') sample.setMessage(0);
          else sample.choose({ example: id });
        }}
      />
      <Button onPress={onPaste}>Paste a message</Button>
    </>
  );
});

const MessageChoice = memo(function MessageChoice({ sample, messages }: { sample: Sample; messages: number }) {
  return (
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
  );
});

type StatusProps = Pick<SampleBarProps, 'error' | 'isEnded' | 'engineMs' | 'status'> & { readonly hasSample: boolean };

function Status({ error, isEnded, engineMs, status, hasSample }: StatusProps) {
  const { isRunning, tookMs } = useStore(status);
  const words = isRunning
    ? 'Evaluating…'
    : hasSample
      ? `Evaluated in ${Math.max(1, Math.round(engineMs ?? 0))} ms`
      : 'Choose a sample to see values';
  return (
    <span
      className="designer-status"
      role="status"
      data-running={isRunning || undefined}
      data-took={tookMs === undefined ? undefined : Math.round(tookMs)}
    >
      {error !== undefined ? (
        <Badge tone="bad" title={error}>
          {isEnded ? `Ended: ${error}` : error}
        </Badge>
      ) : engineMs === undefined ? null : (
        <span className="soft">{words}</span>
      )}
    </span>
  );
}
