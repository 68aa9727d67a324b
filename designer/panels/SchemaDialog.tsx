// The schema of the source: from a JSON Schema, or inferred from samples. Replacing it changes no line; what no longer leads
// anywhere is told, with the fields it may be called now. May import canvas/, model/, parts/, schema/.
import { useMemo, useState } from 'react';
import { readProgram } from '../../runtime/engine/outline/program.ts';
import { isOutbound, type MappingManifest } from '../canvas/manifest.ts';
import { MANIFEST, type MappingStore, PROGRAM } from '../canvas/mapping-store.ts';
import { contextOf, relativePath, setTarget } from '../model/mapping/edits.ts';
import { suggest } from '../model/suggest/suggest.ts';
import { Button } from '../parts/Button.tsx';
import { Checkbox, TextField } from '../parts/fields.tsx';
import { Modal } from '../parts/Modal.tsx';
import { eachField, type Field, fieldAt } from '../schema/field.ts';
import { schemaOfSamples } from '../schema/from-sample.ts';
import { fieldsOfSchema } from '../schema/from-schema.ts';

export interface SchemaDialogProps {
  readonly open: boolean;
  readonly store: MappingStore;
  readonly manifest: MappingManifest;
  readonly source: readonly Field[];
  readonly onClose: () => void;
}

/** A schema out of a text: of a JSON Schema itself, or of one sample or several, one a line. */
export function schemaOfText(text: string): Record<string, unknown> | undefined {
  const parse = (part: string): unknown => {
    try {
      return JSON.parse(part);
    } catch {
      return undefined;
    }
  };
  const whole = parse(text);
  if (whole === undefined) {
    const lines = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parse);
    return lines.length === 0 || lines.includes(undefined) ? undefined : schemaOfSamples(lines);
  }
  if (typeof whole !== 'object' || whole === null) return undefined;
  const isSchema =
    !Array.isArray(whole) && ('$schema' in whole || ('type' in whole && ('properties' in whole || 'items' in whole)));
  if (isSchema) return whole as Record<string, unknown>;
  return schemaOfSamples(Array.isArray(whole) ? whole : [whole]);
}

export function SchemaDialog(props: SchemaDialogProps) {
  return props.open ? <SchemaForm {...props} /> : null;
}

function SchemaForm({ store, manifest, onClose }: SchemaDialogProps) {
  const [text, setText] = useState('');
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const schema = useMemo(() => schemaOfText(text), [text]);
  const { program, history } = store.getState();
  const broken = useMemo(() => {
    if (schema === undefined) return [];
    const fields = fieldsOfSchema(schema);
    const gone = program.targets.filter(
      (one) => one.kind === 'path' && one.sources[0] !== undefined && fieldAt(fields, one.sources[0]) === undefined,
    );
    const wanted: Field[] = gone.map((one) => ({
      path: one.path,
      name: (one.sources[0] as string).split('/').at(-1) as string,
      type: 'any',
      children: [],
    }));
    const used = new Set(
      program.targets.flatMap((one) => one.sources).filter((path) => fieldAt(fields, path) !== undefined),
    );
    const free = [...eachField(fields)].filter((field) => field.children.length === 0 && !used.has(field.path));
    const found = suggest(free, wanted);
    return gone.map((one) => ({
      target: one.path,
      was: one.sources[0] as string,
      now: found.find((renamed) => renamed.target === one.path)?.source,
    }));
  }, [schema, program]);
  const apply = () => {
    if (schema === undefined) return;
    let now = program;
    for (const { target, now: renamed } of broken) {
      if (renamed === undefined || kept.has(target)) continue;
      const edit = setTarget(now, target, relativePath(renamed, contextOf(now, target)));
      if (edit !== undefined) now = readProgram(edit.text);
    }
    const file = manifest.from?.schema ?? 'source.schema.json';
    const manifestText = history.now[MANIFEST] ?? '{}';
    const isListed = manifest.from?.schema !== undefined || isOutbound(manifest);
    store.change('Replace the source schema', {
      [file]: `${JSON.stringify(schema, null, 2)}\n`,
      [PROGRAM]: now.text,
      ...(isListed ? {} : { [MANIFEST]: withSchema(manifestText, file) }),
    });
    onClose();
  };
  const isText = text.trim() !== '' && schema === undefined;
  return (
    <Modal
      title="Source schema"
      open
      onClose={onClose}
      actions={
        <Button tone="main" isDisabled={schema === undefined || isOutbound(manifest)} onPress={apply}>
          Replace
        </Button>
      }
    >
      <div className="stack">
        <TextField
          label="A JSON Schema, or samples one a line"
          value={text}
          onChange={setText}
          rows={10}
          mono
          autoFocus
          error={isText ? 'This is no JSON' : undefined}
          help="No line of the mapping is deleted, whatever the new schema says."
        />
        {schema === undefined ? null : broken.length === 0 ? (
          <p className="soft">Every path of the mapping leads somewhere in it.</p>
        ) : (
          <ul className="suggestions" aria-label="Paths that lead nowhere">
            {broken.map(({ target, was, now }) => (
              <li key={target}>
                <span className="clip">
                  <code>{was.slice(1)}</code> is not in it
                </span>
                {now === undefined ? (
                  <span className="soft">stays as it is</span>
                ) : (
                  <Checkbox
                    isSelected={!kept.has(target)}
                    onChange={(isSelected) =>
                      setKept(
                        (all) => new Set(isSelected ? [...all].filter((one) => one !== target) : [...all, target]),
                      )
                    }
                  >
                    now <code>{now.slice(1)}</code>
                  </Checkbox>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Modal>
  );
}

/** The manifest with its schema named, by one splice behind the format; a manifest that cannot be read is left alone. */
function withSchema(text: string, file: string): string {
  return text.replace(/("format"\s*:\s*"[^"]*")/, `$1, "schema": ${JSON.stringify(file)}`);
}
