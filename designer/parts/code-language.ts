// The languages of the editor: JSON, and JSONata by its tokens. Imports CodeMirror only.
import { json } from '@codemirror/lang-json';
import { StreamLanguage, type StringStream } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

export type CodeLanguage = 'jsonata' | 'json' | 'text';

interface State {
  inComment: boolean;
  /** A slash here would divide, not begin a regular expression. */
  afterValue: boolean;
}

function token(stream: StringStream, state: State): string | null {
  if (state.inComment) {
    state.inComment = !stream.match(/^.*?\*\//);
    if (state.inComment) stream.skipToEnd();
    return 'comment';
  }
  if (stream.eatSpace()) return null;
  if (stream.match('/*')) {
    state.inComment = true;
    return token(stream, state);
  }
  const after = (value: boolean, name: string): string => {
    state.afterValue = value;
    return name;
  };
  if (stream.match(/^"(?:\\.|[^"\\])*"?|^'(?:\\.|[^'\\])*'?/)) return after(true, 'string');
  if (stream.match(/^`[^`]*`?/)) return after(true, 'propertyName');
  if (!state.afterValue && stream.match(/^\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\])+\/[im]*/)) return after(true, 'regexp');
  if (stream.match(/^\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/)) return after(true, 'number');
  if (stream.match(/^(?:and|or|in|function|λ)\b/)) return after(false, 'keyword');
  if (stream.match(/^(?:true|false|null)\b/)) return after(true, 'bool');
  if (stream.match(/^\$\$?[\w]*(?=\s*\()/)) return after(false, 'variableName.function');
  if (stream.match(/^\$\$?\w*/)) return after(true, 'variableName');
  if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u)) return after(true, 'propertyName');
  const sign = stream.next() ?? '';
  state.afterValue = /[)\]}]/.test(sign);
  return /[()[\]{},;]/.test(sign) ? 'punctuation' : 'operator';
}

const JSONATA = StreamLanguage.define<State>({
  name: 'jsonata',
  startState: () => ({ inComment: false, afterValue: false }),
  token,
  languageData: {
    commentTokens: { block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '[', '{', '"', '`'] },
  },
});

export function languageExtension(language: CodeLanguage): Extension {
  if (language === 'json') return json();
  return language === 'jsonata' ? JSONATA : [];
}
