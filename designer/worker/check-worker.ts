// Checks a mapping beside the page: thousands of targets take longer than a frame. May import model/, the engine and ./check-messages.ts.
import { type Program, readProgram } from '../../runtime/engine/outline/program.ts';
import { rereadProgram } from '../../runtime/engine/outline/reread.ts';
import { checkMapping } from '../model/mapping/checks.ts';
import type { CheckAnswer, CheckContext, CheckRequest } from './check-messages.ts';

let context: CheckContext = {
  source: [],
  target: [],
  tables: new Map(),
  manifest: undefined,
  values: new Map(),
  isSourceOpen: true,
};
let program: Program = readProgram('');

addEventListener('message', ({ data: { id, text, changed } }: MessageEvent<CheckRequest>) => {
  context = { ...context, ...changed };
  program = rereadProgram(program, text);
  const { manifest, values, ...rest } = context;
  const checks = checkMapping({
    ...rest,
    program,
    ...(manifest === undefined ? {} : { manifest }),
    sampleValue: (path) => values.get(path)?.text,
  });
  const answer: CheckAnswer = { id, checks };
  postMessage(answer);
});
