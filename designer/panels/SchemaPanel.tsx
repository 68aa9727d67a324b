// What the draft's schema of the source has broken, until it is mended or saved: rows to go to, renames to apply. May import its neighbours, model/ and parts/.
import type { BrokenField, SchemaImpact } from '../model/schema-change/impact.ts';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/states.tsx';
import { BrokenFields } from './BrokenFields.tsx';

export interface SchemaPanelProps {
  readonly mapping: string;
  readonly impact: SchemaImpact;
  readonly onGo: (target: string) => void;
  /** Applies the renames of these fields as one act. */
  readonly onRename: (fields: readonly BrokenField[]) => void;
}

export function SchemaPanel({ mapping, impact, onGo, onRename }: SchemaPanelProps) {
  const { broken, change } = impact;
  const renamed = broken.filter(({ proposals }) => proposals.length > 0);
  return (
    <div className="stack">
      <p className="soft">
        Beside the saved schema: {change.added.length} new, {change.removed.length} gone, {change.retyped.length} of
        another kind. No line of the mapping was deleted.
      </p>
      {broken.length === 0 ? (
        <EmptyState title="Nothing that the mapping reads is broken" />
      ) : (
        <>
          {renamed.length < 2 ? null : (
            <Button onPress={() => onRename(renamed)}>{`Apply all ${renamed.length} renames`}</Button>
          )}
          <BrokenFields
            broken={broken}
            hrefOf={(target) => `#/map/${encodeURIComponent(mapping)}?target=${encodeURIComponent(target)}`}
            onGo={onGo}
            act={(field) => <Button onPress={() => onRename([field])}>{field.proposals[0]?.name}</Button>}
          />
        </>
      )}
    </div>
  );
}
