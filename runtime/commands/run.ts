// `crossdock run`: a stateless filter from raw messages on stdin to one JSON line each on stdout, in order and in constant memory.
import { once } from 'node:events';
import { DEFAULT_EVALUATION_LIMITS } from '../engine/compile/expression.ts';
import { CrossdockError, type ErrorJson } from '../engine/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../engine/formats/format.ts';
import { type LineBlock, lineBlocks } from '../engine/formats/line-blocks.ts';
import { linesOf } from '../engine/formats/line-splitter.ts';
import { type Beginning, errorLine, type OutputLines, outputOf } from '../workers/line.ts';
import { createPool, type Pool } from '../workers/pool.ts';
import { EXIT, loadWorkspace, refuseBroken, type Streams } from './command.ts';

/** Bytes that one task takes, and tasks under way: what bounds memory. */
const BLOCK_BYTES = 256 * 1024;
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

const lost = (_index: number, error: ErrorJson): OutputLines => outputOf([errorLine(error)]);

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
  async add(results: Promise<readonly OutputLines[]>): Promise<void> {
    this.#under += 1;
    this.#tail = this.#tail.then(async () => {
      const all = await results;
      this.#under -= 1;
      for (const { bytes, failed } of all) {
        this.failures += failed;
        if (!this.#streams.stdout.write(bytes)) await once(this.#streams.stdout, 'drain');
      }
    });
    // Whoever waits for the tail gets its error; until then it must not count as unhandled.
    this.#tail.catch(() => undefined);
    if (this.#under >= TASKS_AHEAD) await this.#tail;
  }

  done(): Promise<void> {
    return this.#tail;
  }
}

/** Where the line of this index begins, blank lines not counted. */
function beginningOf({ bytes, number, start }: LineBlock, index: number): Beginning | undefined {
  let at = 0;
  for (const line of linesOf(bytes)) {
    if (at === index) return { number: number + line.number - 1, start: start + line.start };
    at += 1;
  }
  return undefined;
}

async function runBlock(pool: Pool, mapping: string, block: LineBlock): Promise<readonly OutputLines[]> {
  const { bytes, number, start } = block;
  const results: OutputLines[] = [];
  await pool.run(
    'filter',
    { mapping, raw: [bytes], each: 'line', beginning: { number, start }, from: 0 },
    {
      onItem: (item) => results.push(item),
      onLost: (index, error) => outputOf([errorLine(error, beginningOf(block, index))]),
    },
  );
  return results;
}

async function readAll(stdin: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Whether the first line that is not blank can only be the beginning of a JSON value that goes on behind it; undefined when there is none. */
function isBeginning(bytes: Uint8Array): boolean | undefined {
  const [first] = linesOf(bytes);
  if (first === undefined) return undefined;
  const text = new TextDecoder().decode(first.line).trim();
  return /^[[{]/.test(text) && !isWholeJson(first.line);
}

async function runLines(
  pool: Pool,
  mapping: string,
  context: { streams: Streams; output: OrderedOutput },
): Promise<void> {
  const { streams, output } = context;
  const take = async (block: LineBlock): Promise<void> => {
    if (block.error !== undefined) await output.add(Promise.resolve([lost(0, block.error)]));
    else await output.add(runBlock(pool, mapping, block));
  };
  /** Blocks so far, while the input may turn out to be one JSON value over many lines. */
  let whole: LineBlock[] | undefined;
  let wholeBytes = 0;
  let begun = false;
  for await (const block of lineBlocks(streams.stdin, { blockBytes: BLOCK_BYTES })) {
    if (!begun) {
      const goesOn = isBeginning(block.bytes);
      begun = goesOn !== undefined || block.error !== undefined;
      if (goesOn === true) whole = [];
    }
    if (whole === undefined) {
      await take(block);
      continue;
    }
    whole.push(block);
    wholeBytes += block.bytes.length;
    if (wholeBytes <= MAX_WHOLE_JSON_BYTES && block.error === undefined) continue;
    for (const held of whole) await take(held);
    whole = undefined;
  }
  if (whole === undefined) return;
  const text = Buffer.concat(whole.map(({ bytes }) => bytes));
  if (isWholeJson(text)) await output.add(runWhole(pool, mapping, text));
  else for (const held of whole) await take(held);
}

function isWholeJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** A JSON value over many lines is one receipt with one line of output. */
async function runWhole(pool: Pool, mapping: string, bytes: Uint8Array): Promise<readonly OutputLines[]> {
  const results: OutputLines[] = [];
  const beginning = { number: 1, start: 0 };
  await pool.run(
    'filter',
    { mapping, raw: [bytes], each: 'receipt', beginning, from: 0 },
    { onItem: (item) => results.push(item), onLost: (_index, error) => outputOf([errorLine(error, beginning)]) },
  );
  return results;
}

/** A file is one receipt: its messages are answered one line each, as they are evaluated. */
async function runFile(
  pool: Pool,
  mapping: string,
  context: { streams: Streams; output: OrderedOutput },
): Promise<void> {
  const raw = [await readAll(context.streams.stdin)] as const;
  const onItem = (lines: OutputLines) => void context.output.add(Promise.resolve([lines]));
  const request = { mapping, raw, each: 'message', beginning: { number: 1, start: 0 }, from: 0 } as const;
  await pool.run('filter', request, { onItem, onLost: lost });
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
