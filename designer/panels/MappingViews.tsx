// The open mapping as a drawing, as text, or both one above the other. May import its neighbours and parts/.
import type { ReactNode } from 'react';
import type { Program } from '../../runtime/engine/outline/program.ts';
import { SplitPane } from '../parts/SplitPane.tsx';
import { BrokenText, type BrokenTextProps } from './BrokenText.tsx';
import type { DesignerView } from './use-view.ts';

export interface MappingViewsProps {
  readonly view: DesignerView;
  readonly program: Program;
  readonly text: ReactNode;
  readonly drawing: ReactNode;
  /** Shows a place in the text. */
  readonly onGo: BrokenTextProps['onGo'];
}

export function MappingViews({ view, program, text, drawing, onGo }: MappingViewsProps) {
  if (view === 'text') return text;
  if (view === 'canvas') return drawing;
  return (
    <SplitPane
      label="Height of the canvas"
      side="end"
      direction="column"
      initial={Math.round(innerHeight * 0.42)}
      start={text}
      end={
        <div className="designer-both">
          <BrokenText program={program} onGo={onGo} />
          {drawing}
        </div>
      }
    />
  );
}
