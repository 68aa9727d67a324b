// Has load made by a process of its own, so that what the generator does is not in the way of who reads the figures.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const generator = fileURLToPath(new URL('generator.mjs', import.meta.url));

/**
 * Makes ready a generator: `made` requests, numbered from `from` on, are prepared before it is let go.
 *
 * @returns what lets it go, and resolves to what it measured
 */
export async function generating(load) {
  const child = fork(generator, { serialization: 'advanced' });
  const said = () =>
    new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`the generator ended with ${code}`)));
    });
  child.send(load);
  await said();
  return async () => {
    child.send('go');
    return said();
  };
}
