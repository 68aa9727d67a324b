// The examples of a ruleset: which is shown, what each decides, whether that is what is expected; made, edited and accepted here.
// Every act is part of the history of the ruleset, and saved with it. May import parts/, the rules' model and worker/.
import { Check, CopyPlus, FilePen, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { expectationText } from '../../model/rules/verdict.ts';
import { Badge } from '../../parts/Badge.tsx';
import { Button, IconButton } from '../../parts/Button.tsx';
import { TextField } from '../../parts/fields.tsx';
import { Code } from '../../parts/LazyCode.tsx';
import { onListKey } from '../../parts/list-keys.ts';
import { Modal } from '../../parts/Modal.tsx';
import { announce } from '../../parts/toast.tsx';
import type { ExampleResult, ExampleText } from '../../worker/rules-messages.ts';
import { examplePath, expectedPath } from './use-ruleset.ts';

export interface ExamplesPanelProps {
  readonly examples: readonly ExampleText[];
  readonly results: readonly ExampleResult[];
  readonly chosen: string | undefined;
  /** What the chosen one decides; it may be a document of a finding, which is no file. */
  readonly shown: ExampleResult | undefined;
  /** What a new example begins with. */
  readonly textForNew: string | undefined;
  readonly onChoose: (name: string) => void;
  /** Changes files of the ruleset by a named act; null takes one away. */
  readonly onChange: (name: string, texts: Readonly<Record<string, string | null>>) => void;
}

interface Writing {
  /** The name of an example that is new; empty while it has none. */
  readonly name: string;
  readonly isNew: boolean;
  readonly text: string;
}

const EMPTY = '{\n  "document": {},\n  "context": {}\n}\n';

export function ExamplesPanel(props: ExamplesPanelProps) {
  const { examples, results, chosen, shown: result, textForNew, onChoose, onChange } = props;
  const [writing, setWriting] = useState<Writing>();
  const list = useRef<HTMLUListElement>(null);
  // Also of many examples the one that is shown is in sight.
  useEffect(() => {
    if (chosen !== undefined)
      list.current?.querySelector(`[data-key="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const example = examples.find(({ name }) => name === chosen);
  const names = examples.map(({ name }) => name);
  const stop = chosen !== undefined && names.includes(chosen) ? chosen : names[0];
  const failing = results.filter(({ differences }) => differences.length > 0);
  const act = (title: string, texts: Readonly<Record<string, string | null>>) => {
    onChange(title, texts);
    announce(title);
  };
  const accept = () => {
    if (example === undefined || result === undefined) return;
    act(`Accept what ${example.name} decides`, { [expectedPath(example.name)]: expectationText(result.verdict) });
  };
  const put = () => {
    if (writing === undefined) return;
    const { name, isNew, text } = writing;
    act(isNew ? `Add the example ${name}` : `Edit the example ${name}`, { [examplePath(name)]: text });
    onChoose(name);
    setWriting(undefined);
  };
  const remove = () => {
    if (example === undefined) return;
    const at = examples.indexOf(example);
    const expected = example.expected === undefined ? {} : { [expectedPath(example.name)]: null };
    act(`Delete the example ${example.name}`, { [examplePath(example.name)]: null, ...expected });
    onChoose((examples[at + 1] ?? examples[at - 1])?.name ?? '');
  };
  return (
    <div className="stack">
      <div className="cluster">
        <Badge tone={failing.length === 0 ? 'good' : 'bad'}>
          {failing.length === 0
            ? `${results.length} as expected`
            : `${failing.length} of ${results.length} not as expected`}
        </Badge>
        <IconButton
          label="Edit the example"
          icon={<FilePen aria-hidden size={14} />}
          isDisabled={example === undefined}
          onPress={() => example !== undefined && setWriting({ name: example.name, isNew: false, text: example.text })}
        />
        <IconButton
          label="New example"
          icon={<CopyPlus aria-hidden size={14} />}
          onPress={() => setWriting({ name: '', isNew: true, text: textForNew ?? EMPTY })}
        />
        <IconButton
          label="Delete the example"
          icon={<Trash2 aria-hidden size={14} />}
          isDisabled={example === undefined}
          onPress={remove}
        />
      </div>
      <ul
        ref={list}
        className="example-list"
        aria-label="Examples"
        onKeyDown={(event) => onListKey(event, { keys: names, chosen, onChoose })}
      >
        {examples.map(({ name }) => {
          const differs = (results.find((one) => one.name === name)?.differences.length ?? 0) > 0;
          return (
            <li key={name}>
              <button
                type="button"
                className="rule-item"
                data-key={name}
                aria-current={name === chosen || undefined}
                tabIndex={name === stop ? 0 : -1}
                title={name}
                onClick={() => onChoose(name)}
              >
                <span className="example-mark" data-differs={differs || undefined}>
                  {differs ? '✕' : '✓'}
                  <span className="unseen">{differs ? 'not as expected' : 'as expected'}</span>
                </span>
                <span className="clip">{name}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {result === undefined ? null : (
        <section className="stack example-result" aria-label="What the chosen example decides">
          <h3>Decides</h3>
          {result.verdict.fault === undefined ? null : <p className="example-fault">{result.verdict.fault}</p>}
          {result.verdict.decisions.length === 0 ? (
            <p className="soft">Nothing: no rule fires.</p>
          ) : (
            <ul className="plain-list">
              {result.verdict.decisions.map((decision) => (
                <li key={`${decision.rule} ${decision.path}`}>
                  <Badge tone={decision.severity === 'block' ? 'bad' : 'warn'}>{decision.severity}</Badge>{' '}
                  {decision.rule} <code>{decision.path}</code>
                </li>
              ))}
            </ul>
          )}
          {result.differences.length === 0 || example === undefined ? null : (
            <>
              <h3>Not as expected</h3>
              <ul className="plain-list">
                {result.differences.map((difference) => (
                  <li key={difference}>
                    <code>{difference}</code>
                  </li>
                ))}
              </ul>
              {/* A document that cannot be judged decides nothing: that is not what anybody expects of it. */}
              <Button
                icon={<Check aria-hidden size={14} />}
                isDisabled={result.verdict.fault !== undefined}
                onPress={accept}
              >
                Accept as expected
              </Button>
            </>
          )}
        </section>
      )}
      <Modal
        title={writing?.isNew === true ? 'New example' : `Example ${writing?.name ?? ''}`}
        open={writing !== undefined}
        onClose={() => setWriting(undefined)}
        size="large"
        onSubmit={put}
        actions={
          <Button
            tone="main"
            type="submit"
            isDisabled={
              writing === undefined ||
              !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(writing.name) ||
              (writing.isNew && examples.some(({ name }) => name === writing.name))
            }
          >
            {writing?.isNew === true ? 'Add' : 'Put it in place'}
          </Button>
        }
      >
        {writing === undefined ? null : (
          <div className="stack">
            {writing.isNew ? (
              <TextField
                label="Name"
                mono
                autoFocus
                help="Small letters, digits and hyphens"
                value={writing.name}
                onChange={(name) => setWriting({ ...writing, name })}
              />
            ) : null}
            <div className="example-text">
              <Code
                label="Example"
                language="json"
                value={writing.text}
                onChange={(text) => setWriting({ ...writing, text })}
              />
            </div>
          </div>
        )}
      </Modal>
    </div>
  );
}
