// The chosen condition: fact, path, operator and value with the words of the model, and what can be done with it.
// May import parts/ and the rules' model.
import { ArrowDown, ArrowUp, Ban, Braces, Plus, Tag, Trash2, Ungroup, Wrench } from 'lucide-react';
import { useState } from 'react';
import {
  factEntries,
  memberAt,
  membersBelow,
  OPERATOR_ENTRIES,
  operatorEntry,
  type RulesetScope,
} from '../../model/rules/catalog.ts';
import {
  addCondition,
  type Edit,
  isRemovable,
  isUnwrappable,
  moveCondition,
  newComparison,
  removeCondition,
  setComparison,
  setConditionText,
  setOperand,
  switchGroup,
  unwrapCondition,
  wrapCondition,
} from '../../model/rules/commands.ts';
import { readValue, valueWords } from '../../model/rules/decision-table.ts';
import type { ComparisonPart, ConditionPart } from '../../model/rules/rule-file.ts';
import { Button, IconButton } from '../../parts/Button.tsx';
import { SelectField, TextField } from '../../parts/fields.tsx';
import { TypedField } from '../../parts/TypedField.tsx';
import { DecoratorChain } from './DecoratorChain.tsx';
import { ParamFields } from './ParamFields.tsx';
import { Extra } from './RuleForm.tsx';

export interface ConditionFormProps {
  readonly part: ConditionPart;
  readonly text: string;
  readonly scope: RulesetScope;
  /** Names of the conditions of the manifest. */
  readonly named: readonly string[];
  readonly run: (make: (text: string) => Edit, joins?: boolean) => void;
  /** What would mend a reference to a name that is not there. */
  readonly fixes: readonly { readonly title: string; readonly run: () => void }[];
  /** Makes a named condition of this group. */
  readonly onName: () => void;
  readonly onGone: () => void;
}

function ComparisonFields({
  part,
  scope,
  run,
}: {
  part: ComparisonPart;
  scope: RulesetScope;
  run: ConditionFormProps['run'];
}) {
  const facts = factEntries(scope);
  const operator = operatorEntry(part.operator);
  const member = memberAt(part.of.fact, part.of.path, scope);
  const known = member === undefined || member === 'unknown' ? undefined : member;
  const base = part.of.path ?? '$';
  const parent = base.replace(/(?:\.[^.[\]]*|\[[^\]]*\])$/, '') || '$';
  const proposals = [parent, base].flatMap((path) =>
    membersBelow(part.of.fact, path, scope).map(({ name }) => `${path}.${name}`),
  );
  const takesList = ['in', 'notIn', 'containsAny', 'containsAll', 'everyIn', 'oneOfIgnoringCase'].includes(
    part.operator,
  );
  const operators = OPERATOR_ENTRIES.map(({ name, summary }) => ({ id: name, label: name, description: summary }));
  const choices =
    operator === undefined
      ? [{ id: part.operator, label: part.operator, description: 'there is no such operator' }, ...operators]
      : operators;
  const change = (next: Parameters<typeof setComparison>[2]) => run((text) => setComparison(text, part.path, next));
  const setOperator = (decorators: readonly string[], name: string) =>
    change({ operator: [...decorators, name].join(':') });
  return (
    <>
      <SelectField
        label="Fact"
        value={part.of.fact}
        choices={[
          ...(facts.some(({ name }) => name === part.of.fact)
            ? []
            : [{ id: part.of.fact, label: part.of.fact, description: 'there is no such fact here' }]),
          ...facts.map(({ name, summary }) => ({ id: name, label: name, description: summary })),
        ]}
        onChange={(fact) => change({ fact })}
      />
      <TypedField
        label="Path"
        value={part.of.path ?? ''}
        proposals={[...new Set(proposals)]}
        help={known === undefined ? undefined : `${known.type}${known.summary === '' ? '' : `: ${known.summary}`}`}
        error={member === 'unknown' ? 'The model has no such member' : undefined}
        onSet={(path) => change({ path: path === '' ? undefined : path })}
      />
      <ParamFields path={part.path} fact={part.of.fact} params={part.of.params} run={run} />
      <SelectField
        label="Operator"
        value={part.operator}
        choices={choices}
        onChange={(name) => setOperator(part.decorators, name)}
      />
      <DecoratorChain decorators={part.decorators} onChange={(decorators) => setOperator(decorators, part.operator)} />
      <SelectField
        label="Compared with"
        value={part.value.kind}
        choices={COMPARED_WITH}
        onChange={(kind) => {
          if (kind === part.value.kind) return;
          if (kind === 'literal') change({ value: '' });
          else run((text) => setOperand(text, part.path, { fact: part.of.fact, path: '$' }));
        }}
      />
      {part.value.kind === 'fact' ? (
        <>
          <TypedField
            label="Other fact"
            value={`${part.value.fact} ${part.value.path ?? ''}`.trim()}
            help="A fact, a blank, and its path"
            onSet={(typed) => {
              const [fact = '', ...path] = typed.trim().split(/\s+/);
              const other = path.length === 0 ? { fact } : { fact, path: path.join(' ') };
              run((text) => setOperand(text, part.path, other));
            }}
          />
          <ParamFields path={[...part.path, 'value']} fact={part.value.fact} params={part.value.params} run={run} />
        </>
      ) : (
        <TypedField
          label="Value"
          value={valueWords(part.value.value)}
          proposals={known?.words ?? []}
          help={operator?.value}
          onSet={(typed) => change({ value: readValue(typed, takesList) })}
        />
      )}
    </>
  );
}

const COMPARED_WITH = [
  { id: 'literal', label: 'a value' },
  { id: 'fact', label: 'another fact' },
];

export function ConditionForm({ part, text, scope, named, run, fixes, onName, onGone }: ConditionFormProps) {
  const [json, setJson] = useState<string>();
  const fact = scope.scope === '/lines' ? 'line' : scope.document;
  const isGroup = part.kind === 'all' || part.kind === 'any';
  const count = isGroup ? part.members.length : 0;
  return (
    <div className="stack">
      {part.kind === 'comparison' ? <ComparisonFields part={part} scope={scope} run={run} /> : null}
      {part.kind === 'reference' ? (
        <>
          <SelectField
            label="Named condition"
            value={part.name}
            error={named.includes(part.name) ? undefined : `There is no condition named ${part.name}`}
            choices={[...new Set([part.name, ...named])].map((name) => ({ id: name, label: name }))}
            onChange={(name) => run((now) => setConditionText(now, [...part.path, 'condition'], JSON.stringify(name)))}
          />
          {fixes.length === 0 ? null : (
            <div className="cluster">
              {fixes.map((fix) => (
                <Button key={fix.title} icon={<Wrench aria-hidden size={14} />} onPress={fix.run}>
                  {fix.title}
                </Button>
              ))}
            </div>
          )}
        </>
      ) : null}
      {part.kind === 'opaque' ? (
        <p className="soft">This part cannot be drawn ({part.why}); its text can be edited.</p>
      ) : null}
      {isGroup ? (
        <>
          <SelectField
            label="Holds when"
            value={part.kind}
            choices={[
              { id: 'all', label: 'all of its conditions hold' },
              { id: 'any', label: 'any of its conditions holds' },
            ]}
            onChange={(kind) => kind !== part.kind && run((now) => switchGroup(now, part))}
          />
          <div className="cluster">
            <Button
              icon={<Plus aria-hidden size={14} />}
              onPress={() => run((now) => addCondition(now, part, count, newComparison(fact, '$')))}
            >
              Condition
            </Button>
            <Button
              icon={<Plus aria-hidden size={14} />}
              onPress={() =>
                run((now) =>
                  addCondition(now, part, count, { [part.kind === 'all' ? 'any' : 'all']: [newComparison(fact, '$')] }),
                )
              }
            >
              Group
            </Button>
            {named.length === 0 ? null : (
              <Button
                icon={<Plus aria-hidden size={14} />}
                onPress={() => run((now) => addCondition(now, part, count, { condition: named[0] }))}
              >
                Named
              </Button>
            )}
          </div>
        </>
      ) : null}
      <div className="cluster" role="toolbar" aria-label="This condition">
        {isRemovable(part.path) ? (
          <>
            <IconButton
              label="Earlier"
              icon={<ArrowUp aria-hidden size={14} />}
              onPress={() => run((now) => moveCondition(now, part.path, -1))}
            />
            <IconButton
              label="Later"
              icon={<ArrowDown aria-hidden size={14} />}
              onPress={() => run((now) => moveCondition(now, part.path, 1))}
            />
          </>
        ) : null}
        <IconButton
          label="Negate"
          icon={<Ban aria-hidden size={14} />}
          onPress={() => run((now) => wrapCondition(now, part.path, 'not'))}
        />
        <Button tone="quiet" onPress={() => run((now) => wrapCondition(now, part.path, 'all'))}>
          into all
        </Button>
        <Button tone="quiet" onPress={() => run((now) => wrapCondition(now, part.path, 'any'))}>
          into any
        </Button>
        {isGroup || part.kind === 'not' ? (
          <IconButton label="Give it a name" icon={<Tag aria-hidden size={14} />} onPress={onName} />
        ) : null}
        {isUnwrappable(part) ? (
          <IconButton
            label="Take the group away"
            icon={<Ungroup aria-hidden size={14} />}
            onPress={() => run((now) => unwrapCondition(now, part))}
          />
        ) : null}
        <IconButton
          label="Edit as JSON"
          icon={<Braces aria-hidden size={14} />}
          onPress={() => setJson(json === undefined ? text.slice(part.offset, part.offset + part.length) : undefined)}
        />
        {isRemovable(part.path) ? (
          <IconButton
            label="Remove the condition"
            icon={<Trash2 aria-hidden size={14} />}
            onPress={() => {
              run((now) => removeCondition(now, part.path));
              onGone();
            }}
          />
        ) : null}
      </div>
      {json === undefined && part.kind !== 'opaque' ? null : (
        <>
          <TextField
            label="JSON"
            mono
            rows={10}
            value={json ?? (part.kind === 'opaque' ? part.json : '')}
            onChange={setJson}
          />
          <Button
            isDisabled={json === undefined}
            onPress={() => {
              if (json !== undefined) run((now) => setConditionText(now, part.path, json));
              setJson(undefined);
            }}
          >
            Put it in place
          </Button>
        </>
      )}
      {'extra' in part ? <Extra extra={part.extra} /> : null}
    </div>
  );
}
