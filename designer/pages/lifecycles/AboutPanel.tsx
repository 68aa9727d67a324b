// What the lifecycle and the shown axis are about. May import panels/, parts/ and the lifecycle model.
import type { Axis, Lifecycle } from '../../../runtime/engine/state/lifecycle.ts';
import { describe } from '../../model/lifecycles/commands.ts';
import type { RunEdit } from '../../panels/use-text-edits.ts';
import { TextField } from '../../parts/fields.tsx';

export interface AboutPanelProps {
  readonly lifecycle: Lifecycle;
  readonly name: string;
  readonly axis: Axis;
  readonly run: RunEdit;
}

export function AboutPanel({ lifecycle, name, axis, run }: AboutPanelProps) {
  return (
    <div className="stack">
      <TextField
        label={`What the lifecycle of ${lifecycle.document} is about`}
        rows={6}
        value={lifecycle.description ?? ''}
        onChange={(words) => run((text) => describe(text, undefined, words), true)}
      />
      <TextField
        label={`What the axis ${name} is`}
        rows={3}
        value={axis.description ?? ''}
        onChange={(words) => run((text) => describe(text, name, words), true)}
      />
      <p className="soft">
        It stands at <code>{axis.path}</code>
        {axis.derived === true ? ' and is worked out from other fields.' : '.'}
      </p>
    </div>
  );
}
