// The whole result for the sample, and what was found on the way. May import parts/ and worker/ types.
import { Code } from '../parts/LazyCode.tsx';
import { EmptyState } from '../parts/states.tsx';
import type { Evaluation } from '../worker/protocol.ts';

export interface OutputPanelProps {
  readonly evaluation: Evaluation | undefined;
  readonly failure: { readonly message: string } | undefined;
  readonly onAccept: (() => void) | undefined;
}

export function OutputPanel({ evaluation, failure }: OutputPanelProps) {
  const error = failure ?? evaluation?.error;
  const findings = (evaluation?.findings ?? []).filter((finding) => finding.severity !== 'info');
  if (evaluation?.output === '' && error === undefined && findings.length === 0)
    return <EmptyState title="No output yet">Choose a sample above, or paste a message.</EmptyState>;
  return (
    <div className="output">
      {error === undefined ? null : (
        <p className="output-error" role="alert">
          {error.message}
        </p>
      )}
      {findings.length === 0 ? null : (
        <ul className="output-findings">
          {findings.slice(0, 20).map((finding) => (
            <li key={finding.message}>{finding.message}</li>
          ))}
        </ul>
      )}
      {evaluation === undefined || evaluation.output === '' ? null : (
        <Code
          label={evaluation.isCut ? 'Output, its beginning' : 'Output'}
          value={evaluation.output}
          language={evaluation.output.startsWith('{') || evaluation.output.startsWith('[') ? 'json' : 'text'}
          isReadOnly
        />
      )}
    </div>
  );
}
