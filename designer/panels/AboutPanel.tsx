// Beside the canvas: the selected field, the findings, the examples, the output, and the functions there are. May import its neighbours and parts/.
import { memo, useEffect, useRef } from 'react';
import type { MappingManifest } from '../canvas/manifest.ts';
import type { Check } from '../model/mapping/checks.ts';
import type { FunctionDoc } from '../model/mapping/complete.ts';
import type { Outcome } from '../model/mapping/node-edits.ts';
import { Badge } from '../parts/Badge.tsx';
import { TabBar, type TabSpec } from '../parts/TabBar.tsx';
import { ChecksPanel } from './ChecksPanel.tsx';
import { ExamplesPanel } from './ExamplesPanel.tsx';
import { Inspector, type InspectorProps } from './Inspector.tsx';
import { OutputPanel } from './OutputPanel.tsx';
import { PalettePanel } from './PalettePanel.tsx';
import { SchemaPanel } from './SchemaPanel.tsx';
import type { useExampleRun, useSample } from './use-examples.ts';
import type { useSchemaChange } from './use-schema-change.ts';

export interface AboutPanelProps extends InspectorProps {
  readonly tab: string;
  /** Goes up whenever the focus is to go into the field's tab. */
  readonly fieldFocus: number;
  readonly onTab: (tab: string) => void;
  readonly manifest: MappingManifest;
  readonly isOutbound: boolean;
  readonly checks: readonly Check[];
  readonly sample: ReturnType<typeof useSample>;
  readonly examples: ReturnType<typeof useExampleRun>;
  readonly failure: { readonly message: string } | undefined;
  readonly onEdit: (edit: Outcome | undefined, options?: { joins?: boolean }) => boolean;
  readonly schemaChange: ReturnType<typeof useSchemaChange>;
  readonly onMend: (check: Check) => void;
  readonly onGoToCheck: (check: Check) => void;
  readonly onGoToTarget: (path: string) => void;
  readonly onUseFunction: (doc: FunctionDoc) => void;
}

const EXTENSIONS: Readonly<Record<string, string>> = { x12: 'edi', edifact: 'edi' };

/** How a file of the mapping's input is called. */
function extensionOf({ from }: MappingManifest, isOutbound: boolean): string {
  const format = (isOutbound ? undefined : from?.format) ?? 'json';
  return EXTENSIONS[format] ?? format;
}

const FIELD_FOCUS = '.inspector button, .inspector input, .inspector .cm-content';

export const AboutPanel = memo(function AboutPanel(props: AboutPanelProps) {
  const { checks, examples, sample, onEdit } = props;
  const { results } = examples;
  const { fieldFocus } = props;
  const focused = useRef(fieldFocus);
  useEffect(() => {
    if (focused.current !== fieldFocus) document.querySelector<HTMLElement>(FIELD_FOCUS)?.focus();
    focused.current = fieldFocus;
  }, [fieldFocus]);
  const hasErrors = checks.some((check) => check.severity === 'error');
  const passed = results?.filter((one) => one.passed).length;
  const { impact, rename } = props.schemaChange;
  const { name } = props.store.getState();
  const schemaTab: readonly TabSpec[] =
    impact === undefined
      ? []
      : [
          {
            id: 'schema',
            title: 'Schema',
            mark: impact.broken.length === 0 ? null : <Badge tone="warn">{impact.broken.length}</Badge>,
            content: <SchemaPanel mapping={name} impact={impact} onGo={props.onGoToTarget} onRename={rename} />,
          },
        ];
  // The schema's tab goes when nothing is changed any more: what was chosen last is then the field's.
  const tab = props.tab === 'schema' && impact === undefined ? 'field' : props.tab;
  const tabs: readonly TabSpec[] = [
    {
      id: 'field',
      title: 'Field',
      content: (
        <Inspector
          store={props.store}
          path={props.path}
          program={props.program}
          source={props.source}
          target={props.target}
          evaluation={props.evaluation}
          help={props.help}
          tables={props.tables}
          onEdit={onEdit}
          onAct={props.onAct}
        />
      ),
    },
    {
      id: 'checks',
      title: 'Checks',
      mark: checks.length === 0 ? null : <Badge tone={hasErrors ? 'bad' : 'warn'}>{checks.length}</Badge>,
      content: <ChecksPanel checks={checks} onGo={props.onGoToCheck} onFix={props.onMend} />,
    },
    ...schemaTab,
    {
      id: 'examples',
      title: 'Examples',
      mark:
        results === undefined ? null : (
          <Badge tone={passed === results.length ? 'good' : 'bad'}>
            {passed}/{results.length}
          </Badge>
        ),
      content: (
        <ExamplesPanel
          store={props.store}
          extension={extensionOf(props.manifest, props.isOutbound)}
          inputs={sample.inputs}
          chosen={sample.id}
          onChoose={(example) => sample.choose({ example })}
          results={results}
          isRunning={examples.isRunning}
          onRun={() => void examples.run()}
          onGo={props.onGoToTarget}
        />
      ),
    },
    {
      id: 'output',
      title: 'Output',
      content: <OutputPanel evaluation={props.evaluation} failure={props.failure} onAccept={undefined} />,
    },
    { id: 'functions', title: 'Functions', content: <PalettePanel target={props.path} onUse={props.onUseFunction} /> },
  ];
  return <TabBar label="About the mapping" chosen={tab} onChoose={props.onTab} tabs={tabs} />;
});
