// The head of a page: where one is, what it is about, what can be done. Sets the window's title. Imports nothing of ours.
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';

export interface PageHeaderProps {
  readonly title: string;
  /** One sentence below the title. */
  readonly description?: ReactNode;
  /** Pages above this one. */
  readonly above?: readonly { readonly title: string; readonly href: string }[];
  /** Badges right behind the title. */
  readonly marks?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, description, above = [], marks, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Crossdock`;
  }, [title]);
  return (
    <header className="page-header">
      <div className="page-header-words">
        {above.length === 0 ? null : (
          <nav aria-label="Pages above this one" className="trail">
            {above.map((page) => (
              <span key={page.href}>
                <Link href={page.href}>{page.title}</Link>
                <ChevronRight aria-hidden size={12} />
              </span>
            ))}
          </nav>
        )}
        <div className="page-title">
          <h1 title={title}>{title}</h1>
          {marks}
        </div>
        {description === undefined ? null : <p className="soft">{description}</p>}
      </div>
      {actions === undefined ? null : <div className="cluster">{actions}</div>}
    </header>
  );
}
