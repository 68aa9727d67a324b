// A titled box of a page. Imports nothing of ours.
import { type ReactNode, useId } from 'react';

export interface PanelProps {
  readonly title: ReactNode;
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Without space around the content, for tables and lists. */
  readonly flush?: boolean;
  readonly className?: string;
}

export function Panel({ title, actions, children, flush = false, className = '' }: PanelProps) {
  const heading = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={heading} data-flush={flush || undefined}>
      <header className="panel-head">
        <h2 id={heading}>{title}</h2>
        {actions === undefined ? null : <div className="cluster">{actions}</div>}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}
