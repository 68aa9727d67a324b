// One node of the middle: its title and value, and a row for each input with its value, text, and what is folded into it.
// Inputs are reached with the arrow keys from the node, and changed in place. May import its neighbours and model/.
import type { NodeProps } from '@xyflow/react';
import { ChevronDown, ChevronRight, Ellipsis } from 'lucide-react';
import {
  createContext,
  type KeyboardEvent,
  memo,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { MapNode, NodeInput } from '../model/mapping/graph.ts';
import type { FlowNode } from './Middle.tsx';
import { HEAD_HEIGHT, INPUT_HEIGHT, NODE_WIDTH } from './map-nodes.ts';

/** What is known of nodes; whoever shows some of it hears of changes and is drawn anew for those of its own alone. */
export interface NodeFacts {
  /** @returns how to hear no more */
  readonly subscribe: (onChange: () => void) => () => void;
  /** Value of a node in the sample, and of one of its inputs. */
  readonly nodeValue: (id: string, input?: number) => string | undefined;
  readonly faultAt: (target: string) => string | undefined;
}

/** What can be done at a node. The same object for as long as the canvas is there. */
export interface NodeActs {
  readonly facts: NodeFacts;
  /** Draws a node, or folds it into the text of the input that it gives its value to. */
  readonly onFold: (id: string, isDrawn: boolean) => void;
  /** Gives an input another text. @returns why not, when it cannot have it */
  readonly onInput: (node: MapNode, input: number, text: string) => string | undefined;
  /** A key at a node or at one of its inputs. @returns whether it was taken */
  readonly onNodeKey: (event: KeyboardEvent, node: MapNode, input?: number) => boolean;
}

export const NodeActsContext = createContext<NodeActs>({
  facts: { subscribe: () => () => undefined, nodeValue: () => undefined, faultAt: () => undefined },
  onFold: () => undefined,
  onInput: () => undefined,
  onNodeKey: () => false,
});

function useNodeValue(id: string, input?: number): string | undefined {
  const { facts } = useContext(NodeActsContext);
  return useSyncExternalStore(facts.subscribe, () => facts.nodeValue(id, input));
}

function useFault({ depth, target }: MapNode): string | undefined {
  const { facts } = useContext(NodeActsContext);
  return useSyncExternalStore(facts.subscribe, () => (depth === 0 ? facts.faultAt(target) : undefined));
}

export const KIND_WORDS: Readonly<Record<MapNode['kind'], string>> = {
  call: 'function',
  lookup: 'table',
  condition: 'condition',
  operation: 'operation',
  expression: 'expression',
  loop: 'loop',
  filter: 'filter',
  sort: 'sort',
  group: 'grouping',
  list: 'list',
  object: 'group',
  block: 'steps',
  function: 'function',
};

/** What a node is called when it is read out. */
export const spokenNode = (node: MapNode): string =>
  `${KIND_WORDS[node.kind]} ${node.title}, ${node.parent === undefined ? '' : 'inside, '}for ${node.target.slice(1)}`;

export const NodeView = memo(function NodeView({ data, selected }: NodeProps<FlowNode>) {
  const acts = useContext(NodeActsContext);
  const { node } = data;
  const value = useNodeValue(node.id);
  const fault = useFault(node);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.map-node-input')];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const next = event.key === 'ArrowDown' ? rows[at + 1] : event.key === 'ArrowUp' ? rows[at - 1] : undefined;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      next?.focus();
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === 'Escape') {
      event.currentTarget.closest<HTMLElement>('.react-flow__node')?.focus();
      event.stopPropagation();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the inputs come up to here; the node itself is React Flow's
    <div
      className="map-node"
      data-kind={node.kind}
      data-selected={selected || undefined}
      data-inner={node.depth > 0 || undefined}
      data-fault={fault === undefined ? undefined : true}
      data-node={node.id}
      title={fault ?? node.text}
      style={{ width: NODE_WIDTH }}
      onKeyDown={onKeyDown}
    >
      <div className="map-node-head" style={{ height: HEAD_HEIGHT }}>
        {node.depth === 0 ? null : (
          <button
            type="button"
            className="map-node-fold nodrag"
            tabIndex={-1}
            aria-label={`Fold ${node.title === '' ? KIND_WORDS[node.kind] : node.title} into its text`}
            onClick={() => acts.onFold(node.id, false)}
          >
            <ChevronDown aria-hidden size={12} />
          </button>
        )}
        <span className="map-node-kind">{KIND_WORDS[node.kind]}</span>
        <strong className="clip">{node.title}</strong>
        <button
          type="button"
          className="map-node-menu nodrag"
          tabIndex={-1}
          data-menu
          aria-label={`Acts on ${node.title === '' ? KIND_WORDS[node.kind] : node.title}`}
        >
          <Ellipsis aria-hidden size={12} />
        </button>
        <span className="map-node-value clip" data-value={value}>
          {value}
        </span>
        {node.depth === 0 ? (
          <span
            className="map-node-out nodrag nopan"
            data-out={node.id}
            title="Drag to give this value to another target (Alt+Enter)"
          />
        ) : null}
      </div>
      {node.inputs.map((input, index) => (
        <InputRow
          // biome-ignore lint/suspicious/noArrayIndexKey: an input is its place
          key={`${index} ${input.label}`}
          node={node}
          input={input}
          index={index}
        />
      ))}
    </div>
  );
});

/** A constant needs no value beside it: its text says it. */
const isPlainText = (text: string): boolean => /^(?:"[^"]*"|'[^']*'|-?[\d.]+|true|false|null)?$/.test(text);

function InputRow({ node, input, index }: { node: MapNode; input: NodeInput; index: number }) {
  const acts = useContext(NodeActsContext);
  const [isEdited, setEdited] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  const given = useNodeValue(node.id, index);
  const value = isPlainText(input.text) ? undefined : given;
  const { folded } = input;
  const what = input.node === undefined ? (input.text === '' ? 'nothing yet' : input.text) : 'given by the node below';
  const spoken = [
    input.label === '' ? 'expression' : input.label,
    input.type,
    what,
    value === undefined ? undefined : `now ${value}`,
    folded === undefined ? undefined : 'folded, Arrow Right draws it',
  ];
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget) return;
    if (acts.onNodeKey(event, node, index)) event.preventDefault();
    else if (event.key === 'Enter' || event.key === 'F2') {
      setEdited(true);
      event.preventDefault();
    } else if (event.key === 'ArrowRight' && folded !== undefined) acts.onFold(folded, true);
    else if (event.key === 'ArrowLeft' && input.node !== undefined) acts.onFold(input.node, false);
    else return;
    event.stopPropagation();
  };
  const leave = (): void => {
    setEdited(false);
    row.current?.focus();
  };
  return (
    <div
      ref={row}
      className="map-node-input nodrag"
      role="group"
      tabIndex={-1}
      aria-label={spoken.filter((one) => one !== undefined).join(', ')}
      data-input={`${node.id} ${index}`}
      data-open={input.role === 'open' || undefined}
      data-given={input.node}
      style={{ height: INPUT_HEIGHT }}
      onKeyDown={onKeyDown}
      onDoubleClick={() => setEdited(true)}
    >
      <span className="map-node-port" />
      {isEdited ? (
        <InputEditor
          label={`${input.label} of ${node.title}`}
          text={input.text}
          onDone={leave}
          onCommit={(text) => acts.onInput(node, index, text)}
        />
      ) : (
        <>
          <span className="soft map-node-label" title={input.type}>
            {input.label}
          </span>
          {input.node === undefined ? (
            <code className="clip">{input.text}</code>
          ) : (
            <span className="map-node-given" aria-hidden="true" />
          )}
          {input.role === 'open' ? <span className="soft map-node-type">{input.type ?? 'any'}</span> : null}
          {value === undefined ? null : (
            <span className="map-node-value clip" data-value={value}>
              {value}
            </span>
          )}
          {folded === undefined ? null : (
            <button
              type="button"
              className="map-node-fold"
              tabIndex={-1}
              aria-label={`Draw ${input.label} as nodes`}
              onClick={() => acts.onFold(folded, true)}
            >
              <ChevronRight aria-hidden size={12} />
            </button>
          )}
        </>
      )}
    </div>
  );
}

interface EditorProps {
  readonly label: string;
  readonly text: string;
  readonly onDone: () => void;
  readonly onCommit: (text: string) => string | undefined;
}

/** An input's text, changed where it stands: Enter sets it, Escape leaves it as it was. */
function InputEditor({ label, text, onDone, onCommit }: EditorProps) {
  const [draft, setDraft] = useState(text);
  const [refusal, setRefusal] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.select(), []);
  const commit = (): void => {
    const refused = draft.trim() === text || draft.trim() === '' ? undefined : onCommit(draft.trim());
    setRefusal(refused);
    if (refused === undefined) onDone();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    event.stopPropagation();
    if (event.key === 'Escape') onDone();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      commit();
    }
  };
  return (
    <textarea
      ref={field}
      className="map-node-editor nodrag nowheel"
      aria-label={label}
      aria-invalid={refusal === undefined ? undefined : true}
      title={refusal}
      value={draft}
      rows={Math.min(6, draft.split('\n').length)}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => (refusal === undefined ? commit() : onDone())}
    />
  );
}
