// The whole document as JSON, each value with the question why it is so. May import ./document-lines.ts.
import { documentLines } from './document-lines.ts';

export function WholeDocument({ document, onExplain }: { document: unknown; onExplain: (path: string) => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
    <section className="raw mono" tabIndex={0} aria-label="The whole document">
      {documentLines(document).map(({ path, depth, before, value, after }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a closing bracket has its place and nothing else
        <div key={index} className="json-line" style={{ paddingLeft: `${depth * 2}ch` }}>
          {before}
          {value === undefined ? null : (
            <button
              type="button"
              className="value-button mono"
              aria-label={`Why is ${path} ${value}?`}
              onClick={() => onExplain(path)}
            >
              {value}
            </button>
          )}
          {after}
        </div>
      ))}
    </section>
  );
}
