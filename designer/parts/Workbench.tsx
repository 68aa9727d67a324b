// A page that is worked in: one box with what is drawn, and beside it what is said of the chosen part. Imports nothing of ours.
import type { ReactNode } from 'react';
import './Workbench.css';

export interface WorkbenchProps {
  /** What is drawn or listed; scrolls by itself. */
  readonly children: ReactNode;
  /** About the chosen part; a page that lets its width be changed lays it out itself. */
  readonly side?: ReactNode;
  readonly sideLabel?: string;
  /** The side holds tabs, whose panels have the space around them. */
  readonly hasTabs?: boolean;
}

export function Workbench({ children, side, sideLabel, hasTabs = false }: WorkbenchProps) {
  return (
    <div className="workbench">
      {children}
      {side === undefined ? null : (
        <aside className="workbench-side" aria-label={sideLabel} data-tabs={hasTabs || undefined}>
          {side}
        </aside>
      )}
    </div>
  );
}
