// What stands between the text and what can be derived of it: what is wrong, where, and that nothing can be drawn until it is mended.
// May import the outline's types and parts/.
import { CircleAlert } from 'lucide-react';
import { memo } from 'react';
import type { Program } from '../../runtime/engine/outline/program.ts';
import { Button } from '../parts/Button.tsx';

export interface BrokenTextProps {
  readonly program: Program;
  readonly onGo: (span: { readonly from: number; readonly to: number }) => void;
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

export const BrokenText = memo(function BrokenText({ program, onGo }: BrokenTextProps) {
  const { fault, text } = program;
  if (fault === undefined) return null;
  return (
    <div className="broken-text" role="status">
      <CircleAlert aria-hidden size={16} />
      <span>
        Line {lineOf(text, fault.start)}: {fault.message}. Below is what can be read; it can be changed when the text is
        mended.
      </span>
      <Button onPress={() => onGo({ from: fault.start, to: fault.end })}>Show the place</Button>
    </div>
  );
});
