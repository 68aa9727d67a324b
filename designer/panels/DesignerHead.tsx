// The head of the mapping designer: the mapping's name, what is not saved yet, and its acts; below it the sample that is looked at.
// Each part is drawn anew for what it shows alone. May import canvas/, parts/, worker/ and its neighbours.
import { Code2, Download, LayoutGrid, Redo2, Save, Sparkles, Undo2, Workflow } from 'lucide-react';
import { memo } from 'react';
import type { MappingStore } from '../canvas/mapping-store.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button, IconButton } from '../parts/Button.tsx';
import { keysText } from '../parts/commands.ts';
import { MenuButton } from '../parts/MenuButton.tsx';
import { PageHeader } from '../parts/PageHeader.tsx';
import { useDraft } from './use-mapping.ts';
import type { DesignerView } from './use-view.ts';

const DRAFT_WORDS = {
  clean: 'Saved',
  waiting: 'Keeping the draft…',
  kept: 'Draft kept',
  failed: 'The draft cannot be kept, trying again',
};

const ABOVE = [{ title: 'Mappings', href: '/mappings' }];

export interface DesignerHeadProps {
  readonly store: MappingStore;
  readonly title: string;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  readonly isBroken: boolean;
  readonly isLayoutBroken: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly view: DesignerView;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  readonly onView: () => void;
  readonly onDialog: (dialog: 'suggest' | 'diff' | 'schema') => void;
  readonly onTidy: () => void;
  readonly onPicture: () => void;
  readonly onSave: () => void;
}

export const DesignerHead = memo(function DesignerHead(props: DesignerHeadProps) {
  const { store, title, isChanged, isBroken, view, onDialog } = props;
  return (
    <PageHeader
      title={title}
      above={ABOVE}
      marks={
        <>
          <DraftBadge store={store} isChanged={isChanged} />
          {props.isLayoutBroken ? <LayoutBadge /> : null}
        </>
      }
      actions={
        <>
          <StepButtons canUndo={props.canUndo} canRedo={props.canRedo} onUndo={props.onUndo} onRedo={props.onRedo} />
          <ViewButtons view={view} isBroken={isBroken} onView={props.onView} onDialog={onDialog} />
          <MoreActs onDialog={onDialog} onTidy={props.onTidy} onPicture={props.onPicture} />
          <SaveButton isDisabled={!isChanged || props.isSaving} onSave={props.onSave} />
        </>
      }
    />
  );
});

/** Keeps the draft for as long as it is shown, and says how that goes. */
const DraftBadge = memo(function DraftBadge({ store, isChanged }: { store: MappingStore; isChanged: boolean }) {
  const draft = useDraft(store);
  return (
    <Badge tone={draft === 'failed' ? 'bad' : isChanged ? 'warn' : 'plain'}>
      {isChanged ? `${DRAFT_WORDS[draft === 'clean' ? 'waiting' : draft]}, not saved` : 'Saved'}
    </Badge>
  );
});

const LayoutBadge = () => (
  <Badge tone="warn" title="layout.json cannot be read: nodes stand where they would without it">
    Layout ignored
  </Badge>
);

type StepProps = Pick<DesignerHeadProps, 'canUndo' | 'canRedo' | 'onUndo' | 'onRedo'>;

const StepButtons = memo(function StepButtons({ canUndo, canRedo, onUndo, onRedo }: StepProps) {
  return (
    <>
      <IconButton
        label="Undo"
        keys={keysText('mod+z')}
        icon={<Undo2 aria-hidden size={16} />}
        isDisabled={!canUndo}
        onPress={onUndo}
      />
      <IconButton
        label="Redo"
        keys={keysText('mod+shift+z')}
        icon={<Redo2 aria-hidden size={16} />}
        isDisabled={!canRedo}
        onPress={onRedo}
      />
    </>
  );
});

type ViewProps = Pick<DesignerHeadProps, 'view' | 'isBroken' | 'onView' | 'onDialog'>;

const ViewButtons = memo(function ViewButtons({ view, isBroken, onView, onDialog }: ViewProps) {
  return (
    <>
      <Button
        icon={view === 'canvas' ? <Code2 aria-hidden size={15} /> : <Workflow aria-hidden size={15} />}
        isDisabled={isBroken && view === 'both'}
        onPress={onView}
      >
        {view === 'canvas' ? 'Text' : 'Canvas'}
      </Button>
      <Button icon={<Sparkles aria-hidden size={15} />} isDisabled={isBroken} onPress={() => onDialog('suggest')}>
        Suggest
      </Button>
    </>
  );
});

type MoreProps = Pick<DesignerHeadProps, 'onDialog' | 'onTidy' | 'onPicture'>;

const MoreActs = memo(function MoreActs({ onDialog, onTidy, onPicture }: MoreProps) {
  return (
    <MenuButton
      label="More acts"
      words="More"
      acts={[
        { id: 'diff', label: 'What saving changes', run: () => onDialog('diff') },
        { id: 'schema', label: 'Source schema…', run: () => onDialog('schema') },
        { id: 'tidy', label: 'Tidy the layout', icon: <LayoutGrid aria-hidden size={14} />, run: onTidy },
        { id: 'picture', label: 'Export a picture', icon: <Download aria-hidden size={14} />, run: onPicture },
      ]}
    />
  );
});

const SaveButton = memo(function SaveButton({ isDisabled, onSave }: { isDisabled: boolean; onSave: () => void }) {
  return (
    <Button tone="main" icon={<Save aria-hidden size={15} />} isDisabled={isDisabled} onPress={onSave}>
      Save
    </Button>
  );
});
