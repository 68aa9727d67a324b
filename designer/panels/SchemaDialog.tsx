// Another schema of the source: from a JSON Schema, messages, the mapping's examples or the common model. What it breaks is told
// before it is taken; no line is deleted. May import api/, canvas/, model/, parts/, schema/.
import { useEffect, useMemo, useState } from 'react';
import { DOCUMENT_SCHEMAS } from '../../runtime/model/schemas.ts';
import type { DocumentType } from '../../runtime/model/types.ts';
import { readBytes } from '../api/folders.ts';
import { isOutbound, type MappingManifest } from '../canvas/manifest.ts';
import type { MappingStore } from '../canvas/mapping-store.ts';
import { schemaImpact } from '../model/schema-change/impact.ts';
import { Button } from '../parts/Button.tsx';
import { Checkbox, SelectField, TextField } from '../parts/fields.tsx';
import { Modal } from '../parts/Modal.tsx';
import { EmptyState } from '../parts/states.tsx';
import { eachField, type Field } from '../schema/field.ts';
import { fieldsOfSchema } from '../schema/from-schema.ts';
import { BrokenFields } from './BrokenFields.tsx';
import { type ReadSchema, readSchema, schemaOfDocument, schemaOfFiles } from './read-schema.ts';
import { filesOfReplacement } from './use-schema-change.ts';

export interface SchemaDialogProps {
  readonly open: boolean;
  readonly store: MappingStore;
  readonly manifest: MappingManifest;
  /** Fields of the source as they are: of the schema and of the sample. */
  readonly source: readonly Field[];
  readonly onClose: () => void;
  readonly onGo: (target: string) => void;
  /** The schema was replaced. */
  readonly onReplaced: () => void;
}

type Origin = 'paste' | 'examples' | 'model';

const ORIGINS = [
  { id: 'paste', label: 'A JSON Schema or messages, pasted' },
  { id: 'examples', label: 'The examples of this mapping' },
  { id: 'model', label: 'A document of the common model' },
];

/** A typed text is read a moment after the last key. */
const READ_AFTER_MS = 250;

export function SchemaDialog(props: SchemaDialogProps) {
  if (!props.open) return null;
  return isOutbound(props.manifest) ? (
    <Modal title="Source schema" open onClose={props.onClose}>
      <EmptyState title="The source is a document of the common model">
        What an outbound mapping reads is fixed: {String(props.manifest.from?.document)}.
      </EmptyState>
    </Modal>
  ) : (
    <SchemaForm {...props} />
  );
}

interface Reading {
  readonly read?: ReadSchema;
  readonly fault?: string;
}

/** The schema of what was chosen, read a moment after it was. */
function useReading(
  origin: Origin,
  text: string,
  options: { store: MappingStore; format: string; document: DocumentType },
) {
  const { store, format, document } = options;
  const [reading, setReading] = useState<Reading>({});
  useEffect(() => {
    let isLatest = true;
    const read = async (): Promise<Reading> => {
      if (origin === 'model') return { read: schemaOfDocument(document) };
      if (origin === 'paste') return text.trim() === '' ? {} : { read: await readSchema(text, format) };
      return { read: await schemaOfFiles(await exampleTexts(store), format) };
    };
    const timer = setTimeout(
      () =>
        void read()
          .catch((thrown: unknown): Reading => ({ fault: thrown instanceof Error ? thrown.message : String(thrown) }))
          .then((found) => isLatest && setReading(found)),
      origin === 'paste' ? READ_AFTER_MS : 0,
    );
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [origin, text, store, format, document]);
  return reading;
}

/** The messages of all examples as texts, saved or not. */
async function exampleTexts(store: MappingStore): Promise<readonly string[]> {
  const { name, examples, history } = store.getState();
  const paths = new Set([...examples, ...Object.keys(history.now)]);
  const inputs = [...paths].filter((path) => path.startsWith('examples/') && !/\.expected\.\w+$/.test(path));
  return Promise.all(
    inputs.map(
      async (path) => history.now[path] ?? new TextDecoder().decode(await readBytes(`mappings/${name}/${path}`)),
    ),
  );
}

function SchemaForm({ store, manifest, source, onClose, onGo, onReplaced }: SchemaDialogProps) {
  const [origin, setOrigin] = useState<Origin>('paste');
  const [text, setText] = useState('');
  const [document, setDocument] = useState<DocumentType>('order');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const format = manifest.from?.format ?? 'json';
  const { read, fault } = useReading(origin, text, { store, format, document });
  const { program, name } = store.getState();
  const after = useMemo(() => (read === undefined ? undefined : fieldsOfSchema(read.schema)), [read]);
  const impact = useMemo(
    () => (after === undefined ? undefined : schemaImpact(program, { before: source, after })),
    [after, program, source],
  );
  const renames = new Set(
    impact?.broken
      .filter(({ source: field, proposals }) => proposals.length > 0 && !left.has(field))
      .map((one) => one.source),
  );
  const toggle = (field: string, isSelected: boolean) =>
    setLeft((all) => new Set(isSelected ? [...all].filter((one) => one !== field) : [...all, field]));
  const apply = () => {
    if (read === undefined) return;
    const files = filesOfReplacement(store.getState(), { manifest, schema: read.schema, before: source, renames });
    store.change('Replace the source schema', files);
    onClose();
    onReplaced();
  };
  return (
    <Modal
      title="Source schema"
      open
      onClose={onClose}
      actions={
        <Button tone="main" isDisabled={read === undefined} onPress={apply}>
          {renames.size === 0
            ? 'Replace'
            : `Replace, with ${renames.size} ${renames.size === 1 ? 'rename' : 'renames'}`}
        </Button>
      }
    >
      <div className="stack">
        <SelectField
          label="From"
          value={origin}
          onChange={(id) => setOrigin(id as Origin)}
          choices={ORIGINS}
          {...(origin === 'examples' && fault !== undefined ? { error: fault } : {})}
        />
        {origin === 'paste' ? (
          <TextField
            label={`A JSON Schema, or messages as they come (${format})`}
            value={text}
            onChange={setText}
            rows={9}
            mono
            autoFocus
            {...(fault === undefined ? {} : { error: fault })}
            help="No line of the mapping is deleted, whatever the new schema says."
          />
        ) : origin === 'model' ? (
          <SelectField
            label="Document"
            value={document}
            onChange={(id) => setDocument(id as DocumentType)}
            choices={Object.keys(DOCUMENT_SCHEMAS).map((id) => ({ id, label: id }))}
          />
        ) : null}
        {impact === undefined || after === undefined ? null : (
          <>
            <p className="soft" role="status">
              {[...eachField(after)].length} fields from {read?.from}: {impact.change.added.length} new,{' '}
              {impact.change.removed.length} gone, {impact.change.retyped.length} of another kind.
              {impact.broken.length === 0 ? ' Every path of the mapping leads somewhere in it.' : null}
            </p>
            <BrokenFields
              broken={impact.broken}
              hrefOf={(target) => `#/map/${encodeURIComponent(name)}?target=${encodeURIComponent(target)}`}
              onGo={(target) => {
                onClose();
                onGo(target);
              }}
              act={({ source: field, proposals }) => (
                <Checkbox isSelected={!left.has(field)} onChange={(isSelected) => toggle(field, isSelected)}>
                  {proposals[0]?.name}
                </Checkbox>
              )}
            />
          </>
        )}
      </div>
    </Modal>
  );
}
