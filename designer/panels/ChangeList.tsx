// What a message changed in a document, value by value: from what, to what. May import api/ types only.
import type { Change } from '../api/message-shapes.ts';

/** A value in a few words. */
export const shownValue = (value: unknown): string =>
  value === undefined || value === null ? 'nothing' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Changes that are shown; the rest is counted. */
const MOST_CHANGES = 6;
const MOST_FROM = 80;
const MOST_TO = 120;

export interface ChangeListProps {
  readonly changes: readonly Change[];
  /** Asks why the value at a place is so; without it places are words only. */
  readonly onExplain?: ((path: string) => void) | undefined;
}

export function ChangeList({ changes, onExplain }: ChangeListProps) {
  return (
    <>
      {changes.slice(0, MOST_CHANGES).map(({ path, from, to }) => (
        <p key={path} className="change">
          {onExplain === undefined ? (
            <span className="mono">{path === '' ? 'all of it' : path}</span>
          ) : (
            <button
              type="button"
              className="value-button mono"
              onClick={() => onExplain(path === '' ? '/status' : path)}
            >
              {path === '' ? 'all of it' : path}
            </button>
          )}{' '}
          {path === '' ? null : (
            <>
              <span className="soft">{shownValue(from).slice(0, MOST_FROM)} →</span> {shownValue(to).slice(0, MOST_TO)}
            </>
          )}
        </p>
      ))}
      {changes.length > MOST_CHANGES ? <p className="soft">and {changes.length - MOST_CHANGES} more changes</p> : null}
    </>
  );
}
