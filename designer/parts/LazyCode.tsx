// The code editor, and the one that compares two texts, loaded when the first is shown. May import its neighbours.
import { lazy, Suspense } from 'react';
import type { CodeEditorProps } from './CodeEditor.tsx';
import type { CompareProps } from './CompareTexts.tsx';

const CodeEditor = lazy(async () => ({ default: (await import('./CodeEditor.tsx')).CodeEditor }));
const CompareTexts = lazy(async () => ({ default: (await import('./CompareTexts.tsx')).CompareTexts }));

export function Code(props: CodeEditorProps) {
  return (
    <Suspense fallback={<pre className="code code-coming">{props.isLine ? props.value : ''}</pre>}>
      <CodeEditor {...props} />
    </Suspense>
  );
}

export function Compare(props: CompareProps) {
  return (
    <Suspense fallback={<pre className="code code-coming" />}>
      <CompareTexts {...props} />
    </Suspense>
  );
}
