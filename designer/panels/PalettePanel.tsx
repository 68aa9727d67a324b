// The functions there are, out of their specifications: one is put around the selected target's value. May import canvas/, model/, parts/.
import { useState } from 'react';
import { FUNCTION_TYPE } from '../canvas/function-drop.ts';
import { docWords, FUNCTION_DOCS, type FunctionDoc } from '../model/mapping/complete.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button } from '../parts/Button.tsx';
import { SearchField } from '../parts/fields.tsx';

export function PalettePanel({ target, onUse }: { target: string | undefined; onUse: (doc: FunctionDoc) => void }) {
  const [text, setText] = useState('');
  const words = text.toLowerCase();
  const found = FUNCTION_DOCS.filter((doc) => `${doc.name} ${doc.summary}`.toLowerCase().includes(words));
  return (
    <div className="palette-panel">
      <SearchField label="Find a function" value={text} onChange={setText} />
      <p className="soft">
        {target === undefined
          ? 'Drag a function onto an input, a node, a line or a target; or select one first: it is put around its value.'
          : `Put around the value of ${target.split('/').at(-1)}:`}
      </p>
      <ul aria-label="Functions">
        {found.map((doc) => (
          <li
            key={doc.name}
            title={docWords(doc)}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.setData(FUNCTION_TYPE, doc.name);
              event.dataTransfer.setData('text/plain', `$${doc.name}()`);
              event.dataTransfer.effectAllowed = 'copy';
            }}
          >
            <div>
              <code>{doc.signature}</code> {doc.group === 'JSONata' ? null : <Badge tone="accent">{doc.group}</Badge>}
              <p className="soft">{doc.summary}</p>
            </div>
            <Button isDisabled={target === undefined} aria-label={`Use $${doc.name}`} onPress={() => onUse(doc)}>
              Use
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
