// The loop that `npm run bench:run` compares with: what a function node does, one message after the other in one process.
// Arguments: the root of the project, the file of orders, how many of them. Prints milliseconds, start-up not counted.
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import jsonata from 'jsonata';

const [root, file, most] = process.argv.slice(2);
const { registerFunctions } = await import(join(root, 'dist/runtime/engine/functions/index.js'));
const { tableBindings } = await import(join(root, 'dist/runtime/engine/mapping.js'));
const { openWorkspace } = await import(join(root, 'dist/runtime/engine/workspace/open.js'));
const { readWorkspaceFiles } = await import(join(root, 'dist/runtime/workspace/disk.js'));

const { workspace } = openWorkspace(await readWorkspaceFiles(root));
const program = jsonata(readFileSync(join(root, 'mappings/shopify-order/mapping.jsonata'), 'utf8'));
registerFunctions(program);
const bindings = { tables: tableBindings(workspace.tables) };
const started = performance.now();
let count = 0;
for await (const line of createInterface({ input: createReadStream(file) })) {
  process.stdout.write(`${JSON.stringify(await program.evaluate(JSON.parse(line), bindings))}\n`);
  count += 1;
  if (count >= Number(most)) break;
}
process.stderr.write(`${performance.now() - started}\n`);
process.exit(0);
