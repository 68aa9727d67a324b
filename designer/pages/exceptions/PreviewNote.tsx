// What a fix would release, in words: of those that were tried, and what would still hold the others. May import api/ and parts/.
import type { FixPreview } from '../../api/exceptions.ts';
import { countText } from '../../parts/columns.tsx';

export interface PreviewNoteProps {
  readonly preview: FixPreview;
  /** What it would be: `This row`. */
  readonly fix: string;
}

export function PreviewNote({ preview, fix }: PreviewNoteProps) {
  const { released, tried, total, still, findings } = preview;
  if (findings.length > 0)
    return (
      <div className="note" data-tone="bad" role="status">
        <div>
          {findings.map(({ code, message }) => (
            <p key={message}>
              <span className="mono">{code}</span> {message}
            </p>
          ))}
        </div>
      </div>
    );
  return (
    <div className="note" data-tone={released > 0 ? 'good' : 'warn'} role="status" data-testid="preview">
      <div>
        <p>
          <strong>
            {fix} would release {countText(released)} of{' '}
            {tried < total ? `the first ${countText(tried)}` : countText(tried)}
          </strong>
        </p>
        {still.map(({ cause, message, count }) => (
          <p key={cause}>
            {countText(count)} would be held by <span className="mono">{cause}</span>: {message}
          </p>
        ))}
      </div>
    </div>
  );
}
