// The load generator as a process of its own: sends signed orders to a sidecar at a rate, and gives back what became of each.
// Started by generating.mjs; what it is to do comes as a message of the process that started it.
import { pace } from './load.mjs';
import { repeated } from './subject.mjs';

process.once('message', async ({ address, perSecond, connections, forMs, made, from }) => {
  const requests = repeated(made, from);
  const started = new Promise((resolve) => process.once('message', resolve));
  process.send({ ready: true });
  await started;
  const accepted = [];
  const onAnswer = (n, answer) => {
    requests.answered(n, answer);
    if (answer.status === 202) accepted.push(/"receipt":"(\w+)"/.exec(answer.body)?.[1]);
  };
  const before = process.cpuUsage();
  const { answers, tookMs } = await pace(address, { perSecond, connections, forMs, request: requests.at, onAnswer });
  const { user, system } = process.cpuUsage(before);
  process.send({ answers, tookMs, accepted, cpuMs: (user + system) / 1000 }, () => process.disconnect());
});
