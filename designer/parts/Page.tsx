// A page that scrolls as a whole: head and boxes in one column. Pages that fill the window lay themselves out.
// May import ./PageHeader.tsx.
import type { ReactNode } from 'react';
import { PageHeader, type PageHeaderProps } from './PageHeader.tsx';

export interface PageProps extends PageHeaderProps {
  readonly children: ReactNode;
  /** The content takes the rest of the window and scrolls by itself: one big table, one editor. */
  readonly fill?: boolean;
}

export function Page({ children, fill = false, ...header }: PageProps) {
  return (
    <div className="page" data-fill={fill || undefined}>
      <PageHeader {...header} />
      <div className="page-body">{children}</div>
    </div>
  );
}
