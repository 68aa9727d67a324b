// What a fix would release, in words: of those that were tried, and what would still hold the others. May import api/ and parts/.
import type { FixPreview } from '../../api/exceptions.ts';
import { countText } from '../../parts/columns.tsx';
import './exceptions.css';

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

/** That it is tried, and how far that is: told once that it has begun, and not with every step. */
export function PreviewRunning({ soFar }: { soFar: FixPreview | undefined }) {
  // More are counted than are tried.
  const most = soFar === undefined ? 0 : Math.min(soFar.total, soFar.most);
  return (
    <div className="note" data-testid="preview-running">
      <div className="act">
        <p role="status">Trying it on what is held…</p>
        {soFar === undefined ? null : (
          <>
            <p className="soft">
              {countText(soFar.tried)} of {countText(most)} tried, {countText(soFar.released)} would go on
            </p>
            <progress max={most} value={soFar.tried} aria-label="Tried so far" />
          </>
        )}
      </div>
    </div>
  );
}
