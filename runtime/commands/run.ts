// `crossdock run`: a stateless filter from raw messages on stdin to one JSON line each on stdout, in order and in constant memory.
import { once } from 'node:events';
import { DEFAULT_EVALUATION_LIMITS } from '../engine/compile/expression.ts';
import { CrossdockError, type ErrorJson } from '../engine/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../engine/formats/format.ts';
import { splitLines } from '../engine/formats/line-splitter.ts';
import { type Beginning, errorLine, type OutputLine } from '../workers/line.ts';
import { createPool, type Pool } from '../workers/pool.ts';
import { EXIT, loadWorkspace, refuseBroken, type Streams } from './command.ts';

/** Lines that one task takes, and tasks under way: what bounds memory. */
const LINES_PER_TASK = 64;
const TASKS_AHEAD = 8;

/** Of so many messages, one is evaluated by the reference as well and compared. */
const SHADOW_EVERY = 1_000;

/** A text that is not one JSON value a line may still be one JSON value altogether, up to this size. */
const MAX_WHOLE_JSON_BYTES = 16 * 1024 * 1024;

export interface RunOptions {
  readonly workspace: string;
  /** Milliseconds, as text from the command line. */
  readonly timeout: string;
}

const lost = (_index: number, error: ErrorJson): OutputLine => errorLine(error);

/** Puts the output of tasks that end in any order back into the order in which they were started. */
class OrderedOutput {
  failures = 0;
  readonly #streams: Streams;
  #tail: Promise<void> = Promise.resolve();
  #under = 0;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  /** Queues one task's results; resolves when there is room for the next task. */
  async add(results: Promise<readonly OutputLine[]>): Promise<void> {
    this.#under += 1;
    this.#tail = this.#tail.then(async () => {
      const lines = await results;
      this.failures += lines.filter((line) => line.failed).length;
      this.#under -= 1;
      const text = lines.map((line) => `${line.line}\n`).join('');
      if (text !== '' && !this.#streams.stdout.write(text)) await once(this.#streams.stdout, 'drain');
    });
    // Whoever waits for the tail gets its error; until then it must not count as unhandled.
    this.#tail.catch(() => undefined);
    if (this.#under >= TASKS_AHEAD) await this.#tail;
  }

  done(): Promise<void> {
    return this.#tail;
  }
}

async function runTask(pool: Pool, mapping: string, lines: readonly Line[]): Promise<readonly OutputLine[]> {
  const raw = lines.map((line) => line.bytes);
  const beginnings = lines.map(({ number, start }) => ({ number, start }));
  const results: OutputLine[] = [];
  await pool.run(
    'filter',
    { mapping, raw, each: 'receipt', beginnings, from: 0 },
    { onItem: (item) => results.push(item), onLost: (index, error) => errorLine(error, beginnings[index]) },
  );
  return results;
}

async function readAll(stdin: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Whether a first line can only be the beginning of a JSON value that goes on behind it. */
function isBeginning(line: Uint8Array): boolean {
  const text = new TextDecoder().decode(line).trim();
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

interface Line extends Beginning {
  readonly bytes: Uint8Array;
}

async function runLines(
  pool: Pool,
  mapping: string,
  context: { streams: Streams; output: OrderedOutput },
): Promise<void> {
  const { streams, output } = context;
  let batch: Line[] = [];
  /** Lines so far, while the input may turn out to be one JSON value over many lines. */
  let whole: Line[] | undefined;
  let wholeBytes = 0;
  let first = true;
  const flush = async () => {
    const lines = batch;
    batch = [];
    if (lines.length > 0) await output.add(runTask(pool, mapping, lines));
  };
  const take = async (line: Line) => {
    batch.push(line);
    if (batch.length >= LINES_PER_TASK) await flush();
  };
  for await (const { line, error, number, start } of splitLines(streams.stdin)) {
    if (error !== undefined) {
      await flush();
      await output.add(Promise.resolve([lost(0, error)]));
      continue;
    }
    if (first && isBeginning(line)) whole = [];
    first = false;
    // The splitter hands out a view that the next line overwrites.
    const copy = { bytes: line.slice(), number, start };
    if (whole === undefined) {
      await take(copy);
      continue;
    }
    whole.push(copy);
    wholeBytes += copy.bytes.length;
    if (wholeBytes > MAX_WHOLE_JSON_BYTES) {
      for (const held of whole) await take(held);
      whole = undefined;
    }
  }
  if (whole !== undefined) {
    const text = Buffer.concat(whole.flatMap((line) => [line.bytes, Buffer.from('\n')]));
    if (isWholeJson(text)) batch.push({ bytes: text, number: 1, start: 0 });
    else for (const held of whole) await take(held);
  }
  await flush();
}

function isWholeJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** A file is one receipt: its messages are answered one line each, as they are evaluated. */
async function runFile(
  pool: Pool,
  mapping: string,
  context: { streams: Streams; output: OrderedOutput },
): Promise<void> {
  const raw = [await readAll(context.streams.stdin)];
  const onItem = (line: OutputLine) => void context.output.add(Promise.resolve([line]));
  await pool.run('filter', { mapping, raw, each: 'message', beginnings: [], from: 0 }, { onItem, onLost: lost });
}

/**
 * @throws CrossdockError `mapping.unknown` for a mapping that is not there, `workspace.file` when the workspace cannot be trusted
 */
export async function run(mapping: string, options: RunOptions, streams: Streams): Promise<number> {
  const { files, workspace, findings } = await loadWorkspace(options.workspace);
  const definition = workspace.mappings.get(mapping);
  refuseBroken(findings.filter((finding) => concerns(finding.at?.file, mapping)));
  if (definition?.direction !== 'inbound') {
    throw new CrossdockError(
      'mapping.unknown',
      `there is no inbound mapping ${JSON.stringify(mapping)} in ${options.workspace}`,
    );
  }
  const timeMs = Number(options.timeout);
  if (!Number.isInteger(timeMs) || timeMs < 1) {
    throw new CrossdockError(
      'usage.invalid',
      `--timeout: expected milliseconds, found ${JSON.stringify(options.timeout)}`,
    );
  }
  const pool = createPool({
    setup: {
      files,
      decode: DEFAULT_DECODE_LIMITS,
      evaluation: { ...DEFAULT_EVALUATION_LIMITS, timeMs },
      execution: { shadowEvery: SHADOW_EVERY },
    },
    size: 2,
    stallMs: timeMs + 500,
    onDivergence: ({ file, native }) =>
      void streams.stderr.write(`${file}: compiled code gave ${native}; the reference answers from now on\n`),
  });
  const output = new OrderedOutput(streams);
  const byLine = ['json', 'ndjson'].includes(definition.manifest.from.format);
  try {
    await (byLine ? runLines : runFile)(pool, mapping, { streams, output });
    await output.done();
  } finally {
    await pool.close();
  }
  return output.failures > 0 ? EXIT.findings : EXIT.ok;
}

/** A broken mapping elsewhere does not stop this one; a broken ruleset or table does, because its verdicts would be missing. */
function concerns(file: string | undefined, mapping: string): boolean {
  if (file === undefined) return true;
  const other = /^mappings\/(?!tables\/)([^/]+)\//.exec(file)?.[1];
  return other === undefined || other === mapping;
}
