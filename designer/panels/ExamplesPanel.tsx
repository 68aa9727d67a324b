// Examples as test cases: the files that `crossdock test` runs, run here by the same runner. May import api/, canvas/, parts/, worker/.
import { CircleCheck, CircleX, Plus } from 'lucide-react';
import { useState } from 'react';
import { isDocumentType } from '../../runtime/model/masking.ts';
import type { DocumentType } from '../../runtime/model/types.ts';
import { receiptBytes, recordedMessages } from '../api/folders.ts';
import { wordsOf } from '../api/problem.ts';
import { MANIFEST, type MappingStore } from '../canvas/mapping-store.ts';
import { maskedExample } from '../model/mapping/masked-example.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button } from '../parts/Button.tsx';
import { SelectField, TextField } from '../parts/fields.tsx';
import { Modal } from '../parts/Modal.tsx';
import { EmptyState } from '../parts/states.tsx';
import { toast } from '../parts/toast.tsx';
import type { ExampleOutcome } from '../worker/protocol.ts';

export interface ExamplesPanelProps {
  readonly store: MappingStore;
  readonly extension: string;
  /** Inputs there are, saved or not. */
  readonly inputs: readonly string[];
  readonly chosen: string | undefined;
  readonly onChoose: (path: string) => void;
  readonly results: readonly ExampleOutcome[] | undefined;
  readonly isRunning: boolean;
  readonly onRun: () => void;
  readonly onGo: (target: string) => void;
}

/** `/documents/0/lines/1/sku: expected …` → `/lines/sku`. */
export function targetOfDifference(difference: string): string | undefined {
  const pointer = /^(\/\S*?):? /.exec(difference)?.[1]?.replace(/:$/, '');
  if (pointer === undefined) return undefined;
  const steps = pointer
    .replace(/^\/documents\/\d+/, '')
    .split('/')
    .slice(1);
  const names = steps.filter((step) => !/^\d+$/.test(step));
  return names.length === 0 ? undefined : `/${names.join('/')}`;
}

export function ExamplesPanel(props: ExamplesPanelProps) {
  const { store, inputs, chosen, onChoose, results, isRunning, onRun, onGo, extension } = props;
  const [adding, setAdding] = useState(false);
  const failed = results?.filter((result) => !result.passed).length ?? 0;
  const accept = (result: ExampleOutcome) =>
    store.change(`Accept the output of ${result.case}`, { [result.expectedPath]: result.actual });
  return (
    <div className="examples">
      <div className="cluster">
        <Button tone="main" onPress={onRun} isDisabled={isRunning || inputs.length === 0}>
          {isRunning ? 'Running…' : 'Run all'}
        </Button>
        <Button icon={<Plus aria-hidden size={14} />} onPress={() => setAdding(true)}>
          Add
        </Button>
        {results === undefined ? null : failed === 0 ? (
          <Badge tone="good">{results.length} passed</Badge>
        ) : (
          <Badge tone="bad">
            {failed} of {results.length} failed
          </Badge>
        )}
      </div>
      {inputs.length === 0 ? (
        <EmptyState title="No examples yet">
          Add a message that came, or paste one. Each is a test from then on.
        </EmptyState>
      ) : (
        <ul aria-label="Examples">
          {inputs.map((path) => {
            const result = results?.find((one) => one.path === path);
            return (
              <li key={path} data-case={path} data-passed={result?.passed}>
                <button type="button" className="example" aria-pressed={chosen === path} onClick={() => onChoose(path)}>
                  {result === undefined ? null : result.passed ? (
                    <CircleCheck aria-label="Passed" size={14} />
                  ) : (
                    <CircleX aria-label="Failed" size={14} />
                  )}
                  <span className="clip">{path.slice('examples/'.length)}</span>
                </button>
                {result === undefined || result.passed ? null : (
                  <div className="example-differences">
                    {result.differences.slice(0, 6).map((difference) => {
                      const target = targetOfDifference(difference);
                      return (
                        <button
                          key={difference}
                          type="button"
                          disabled={target === undefined}
                          onClick={() => target !== undefined && onGo(target)}
                        >
                          {difference}
                        </button>
                      );
                    })}
                    <Button onPress={() => accept(result)}>Accept as expected</Button>
                  </div>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <AddExample
        open={adding}
        onClose={() => setAdding(false)}
        name={store.getState().name}
        store={store}
        extension={extension}
        taken={inputs}
        onAdd={(path, text) => {
          store.change(`Add the example ${path.slice('examples/'.length)}`, { [path]: text });
          onChoose(path);
        }}
      />
    </div>
  );
}

/** The document that the mapping makes, by its manifest. What is no manifest makes an order: its fields are the most personal. */
function documentOf(store: MappingStore): DocumentType {
  try {
    const { to } = JSON.parse(store.getState().history.now[MANIFEST] ?? '') as { to?: { document?: unknown } };
    return isDocumentType(to?.document) ? to.document : 'order';
  } catch {
    return 'order';
  }
}

interface AddExampleProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly name: string;
  readonly store: MappingStore;
  readonly extension: string;
  readonly taken: readonly string[];
  readonly onAdd: (path: string, text: string) => void;
}

function AddExample({ open, onClose, name, store, extension, taken, onAdd }: AddExampleProps) {
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [recorded, setRecorded] = useState<readonly { id: string; label: string }[]>();
  const path = `examples/${title}.${extension}`;
  const fault =
    title !== '' && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(title)
      ? 'small letters, digits and single hyphens'
      : taken.includes(path)
        ? 'there is one of that name'
        : undefined;
  const list = async () => {
    try {
      const messages = await recordedMessages(name);
      setRecorded(messages.map(({ receipt, id, status }) => ({ id: receipt, label: `${id} (${status})` })));
    } catch (thrown) {
      toast(wordsOf(thrown).title, { tone: 'bad' });
    }
  };
  const take = async (receipt: string) => {
    try {
      const came = new TextDecoder('utf-8', { fatal: true }).decode(await receiptBytes(receipt));
      // An example stands in the workspace and goes where that goes: nobody's name and address may be in it.
      setText(maskedExample(came, store.getState().program, documentOf(store)));
    } catch (thrown) {
      toast(
        thrown instanceof TypeError
          ? 'The message is not UTF-8 text: put its file into the folder by hand'
          : wordsOf(thrown).title,
        { tone: 'bad' },
      );
    }
  };
  return (
    <Modal
      title="Add an example"
      open={open}
      onClose={onClose}
      actions={
        <Button
          tone="main"
          isDisabled={title === '' || text === '' || fault !== undefined}
          onPress={() => {
            onAdd(path, text);
            setTitle('');
            setText('');
            onClose();
          }}
        >
          Add
        </Button>
      }
    >
      <div className="stack">
        <TextField label="Name" value={title} onChange={setTitle} error={fault} placeholder="paid-order" autoFocus />
        <TextField label="Message, as it comes" value={text} onChange={setText} rows={12} mono />
        {recorded === undefined ? (
          <Button onPress={() => void list()}>Take one that came</Button>
        ) : (
          <SelectField
            label="Messages that came"
            value={undefined}
            choices={recorded}
            placeholder={recorded.length === 0 ? 'None came for this mapping' : 'Choose'}
            onChange={(receipt) => void take(receipt)}
            help="Names, addresses, payments and all that no public or internal field is made of lose their letters and digits."
          />
        )}
      </div>
    </Modal>
  );
}
