// Loaded into a process that is measured, with `--import`: each of its threads says in a file which of them it is.
// `THREADS=FOLDER` names the folder; what stands there tells /proc/PID/task apart.
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const name = (id, text) => writeFileSync(join(process.env.THREADS, id), text);
// What is there before anything ran compiles and collects garbage.
if (isMainThread) for (const id of readdirSync('/proc/self/task')) name(id, 'v8');
name(basename(readlinkSync('/proc/thread-self')), isMainThread ? 'main' : basename(process.argv[1] ?? 'thread', '.js'));
