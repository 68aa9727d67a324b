// What is wrong or missing: a click goes to its place, a button mends it where that can be done. May import model/ and parts/.
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import type { Check } from '../model/mapping/checks.ts';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/states.tsx';

export interface ChecksPanelProps {
  readonly checks: readonly Check[];
  readonly onGo: (check: Check) => void;
  readonly onFix: (check: Check) => void;
}

export function ChecksPanel({ checks, onGo, onFix }: ChecksPanelProps) {
  if (checks.length === 0)
    return (
      <EmptyState title="Nothing to mend" icon={<CircleCheck aria-hidden size={28} strokeWidth={1.5} />}>
        Every required field has a value, and every path leads somewhere.
      </EmptyState>
    );
  return (
    <ul className="checks" aria-label="Findings">
      {checks.map((check) => (
        <li key={`${check.code} ${check.target ?? ''} ${check.message}`} data-code={check.code}>
          <button type="button" className="check" data-severity={check.severity} onClick={() => onGo(check)}>
            {check.severity === 'error' ? (
              <CircleAlert aria-label="Error" size={14} />
            ) : (
              <TriangleAlert aria-label="Warning" size={14} />
            )}
            <span>{check.message}</span>
          </button>
          {check.fix === undefined ? null : <Button onPress={() => onFix(check)}>{check.fix.label}</Button>}
        </li>
      ))}
    </ul>
  );
}
