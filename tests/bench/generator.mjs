// The load generator as a process of its own: sends signed orders to a sidecar at a rate, and gives back what became of each.
// Started by generating.mjs; what it is to do comes as a message of the process that started it.
import { pace } from './load.mjs';
import { repeated } from './subject.mjs';

/** At least as long as the id of a receipt. */
const ID_BYTES = 48;

process.once('message', async ({ address, perSecond, connections, forMs, made, from }) => {
  const most = Math.round((perSecond * forMs) / 1000);
  const requests = repeated(made, from, most);
  const started = new Promise((resolve) => process.once('message', resolve));
  process.send({ ready: true });
  await started;
  // Bytes beside the heap: hundreds of thousands of texts in it would be gone through again and again.
  const ids = Buffer.alloc(most * ID_BYTES);
  let accepted = 0;
  const onAnswer = (n, answer) => {
    requests.answered(n, answer);
    if (answer.status !== 202) return;
    const id = /"receipt":"(\w+)"/.exec(answer.body)?.[1] ?? '';
    ids.write(id.padEnd(ID_BYTES), accepted * ID_BYTES, 'latin1');
    accepted += 1;
  };
  const before = process.cpuUsage();
  const { answers, tookMs } = await pace(address, { perSecond, connections, forMs, request: requests.at, onAnswer });
  const { user, system } = process.cpuUsage(before);
  const idAt = (n) => ids.toString('latin1', n * ID_BYTES, (n + 1) * ID_BYTES).trimEnd();
  process.send(
    {
      answers,
      tookMs,
      accepted: Array.from({ length: accepted }, (_unused, n) => idAt(n)),
      cpuMs: (user + system) / 1000,
    },
    () => process.disconnect(),
  );
});
