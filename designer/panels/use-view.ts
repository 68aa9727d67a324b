// Canvas, text, or both: a text that cannot be read is shown with as much of the canvas as can be derived of it, until another view
// is chosen; nothing changes under the hand of whoever is typing. Imports types only.
import { useCallback, useEffect, useState } from 'react';
import type { Program } from '../../runtime/engine/outline/program.ts';

export type DesignerView = 'canvas' | 'text' | 'both';

export interface TextSpan {
  readonly from: number;
  readonly to: number;
}

export interface Views {
  readonly view: DesignerView;
  /** A place of the text that is to be shown. */
  readonly span: TextSpan | undefined;
  readonly showSpan: (span: TextSpan) => void;
  readonly switchView: () => void;
}

const spanOf = ({ fault }: Program): TextSpan | undefined =>
  fault === undefined ? undefined : { from: fault.start, to: fault.end };

export function useView(program: Program): Views {
  const [view, setView] = useState<DesignerView>(program.fault === undefined ? 'canvas' : 'both');
  const [span, setSpan] = useState(() => spanOf(program));
  const isBroken = program.fault !== undefined;
  useEffect(() => {
    if (!isBroken || view !== 'canvas') return;
    setView('both');
    setSpan(spanOf(program));
  }, [isBroken, view, program]);
  const switchView = useCallback(
    () => setView((now) => (now === 'canvas' ? 'text' : isBroken ? (now === 'text' ? 'both' : 'text') : 'canvas')),
    [isBroken],
  );
  return { view: isBroken && view === 'canvas' ? 'both' : view, span, showSpan: setSpan, switchView };
}
