// The web worker: takes one request after another and answers each. May import its neighbours.
import { errorJson } from '../../runtime/engine/errors.ts';
import { runMappingExamples } from './evaluate.ts';
import type { WorkerAnswer, WorkerRequest } from './protocol.ts';
import { createSession } from './session.ts';

const answer = (value: WorkerAnswer): void => postMessage(value);
const evaluated = createSession();

addEventListener('message', (event: MessageEvent<WorkerRequest>) => {
  void work(event.data);
});

async function work(request: WorkerRequest): Promise<void> {
  const { id } = request;
  try {
    if (request.kind === 'evaluate') answer(await evaluated(request));
    else answer({ kind: 'ran', id, results: await runMappingExamples(request.name, request.files, request.inputs) });
  } catch (thrown) {
    answer({ kind: 'failed', id, error: errorJson(thrown) });
  }
}
