// One workspace version at work: its engine in this thread for the quick parts, and the worker threads that evaluate.
import { availableParallelism } from 'node:os';
import type { Config } from '../config.ts';
import { DEFAULT_EVALUATION_LIMITS, type EvaluationLimits } from '../engine/compile/expression.ts';
import type { Divergence } from '../engine/compile/program.ts';
import { CrossdockError, type Finding } from '../engine/errors.ts';
import type { DecodeLimits } from '../engine/formats/format.ts';
import { createEngine, type Engine } from '../engine/message.ts';
import type { SettleRequest } from '../engine/settle.ts';
import type { Workspace, WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { openWorkspace, proofsVersion, workspaceVersion } from '../engine/workspace/open.ts';
import { Batches } from '../workers/batches.ts';
import type { Pool } from '../workers/pool.ts';
import type { WrittenSettlement } from '../workers/settled.ts';
import {
  type EvaluatedMessage,
  type EvaluateRequest,
  linesToJudge,
  type SettledAhead,
  settlingTask,
  type Tasks,
  type WrittenReceipt,
} from '../workers/tasks.ts';
import type { Watch } from './divergence.ts';
import { threadsOnDemand } from './threads.ts';

/** Of so many evaluations of a program, one runs on the reference as well and is compared. */
const SHADOW_EVERY = 1_000;

/** A message may take this much longer than its mapping's own limit before its thread is ended. */
const WATCHDOG_MARGIN_MS = 500;

/** What became of a short receipt. */
export interface EvaluatedReceipt {
  readonly items: readonly EvaluatedMessage[];
  /** The same as JSON, where they came so. */
  readonly texts?: readonly string[];
  /** Of its only document, where that was tried. */
  readonly ahead?: SettledAhead;
  readonly done: Tasks['evaluate']['done'];
}

export interface Runner {
  readonly engine: Engine;
  readonly pool: Pool;
  /** Settles one of the documents that wait for it, together with others. */
  readonly settling: Batches<SettleRequest, WrittenSettlement>;
  /** Evaluates one of the short receipts that wait for it, together with others. */
  readonly evaluating: Batches<EvaluateRequest, EvaluatedReceipt>;
  readonly findings: readonly Finding[];
  /** Hash over the files and their proofs: what a runner is made from. */
  readonly made: string;
  /** The versions of the files that a message of this mapping with these documents goes through. */
  versionsOf(mapping: string, types: readonly string[]): unknown;
  /** Starts the threads, if none are there: something for them is on its way. */
  start(): void;
  /** Keeps the threads until what it returns is called: a message ends on the version it began with. */
  hold(): () => void;
  /** Ends the threads as soon as nobody holds them. */
  retire(): void;
}

/** Pieces of work that one task takes, and how many lines or bytes they may have together: a few milliseconds' worth. */
const MOST_TOGETHER = 32;
const LINES_TOGETHER = 200;
const BYTES_TOGETHER = 64 * 1024;

/** One processor is for the thread that writes: evaluating on all of them, they would only take turns. */
const EVALUATING_AT_ONCE = Math.max(1, availableParallelism() - 1);

/** Answers to several pieces come in their order; one that has none is tried alone. */
function inOrder<Answer>(answer: (index: number, answer: Answer) => void): (items: readonly (Answer | null)[]) => void {
  let index = 0;
  return (items) => {
    for (const item of items) {
      if (item !== null) answer(index, item);
      index += 1;
    }
  };
}

const settlingBy = (pool: Pool, atOnce: number): Runner['settling'] =>
  new Batches({
    atOnce,
    most: MOST_TOGETHER,
    heaviest: LINES_TOGETHER,
    weightOf: linesToJudge,
    together: (settling, answer) => pool.run('settle', settlingTask(settling), { onItem: inOrder(answer) }),
  });

const evaluatingBy = (pool: Pool, atOnce: number): Runner['evaluating'] =>
  new Batches({
    atOnce,
    most: MOST_TOGETHER,
    heaviest: BYTES_TOGETHER,
    weightOf: ({ bytes }) => bytes.length,
    together: (receipts, answer) => {
      const onItem = inOrder<WrittenReceipt>((index, { items, ...rest }) =>
        answer(index, { items: items.map((text) => JSON.parse(text) as EvaluatedMessage), texts: items, ...rest }),
      );
      return pool.run('evaluateAll', { receipts, from: 0 }, { onItem });
    },
  });

/** Threads that evaluate messages need no examples, and most files of a workspace are some. */
const withoutExamples = (files: WorkspaceFiles): WorkspaceFiles =>
  new Map([...files].filter(([path]) => !path.includes('/examples/')));

/** Counts who holds something, and ends it when it is retired and nobody does any more. */
function holding(end: () => void): Pick<Runner, 'hold' | 'retire'> {
  let holders = 0;
  let isRetired = false;
  return {
    hold() {
      holders += 1;
      let isHeld = true;
      return () => {
        if (isHeld) holders -= 1;
        isHeld = false;
        if (isRetired && holders === 0) end();
      };
    },
    retire() {
      isRetired = true;
      if (holders === 0) end();
    },
  };
}

/** Worked out once for each mapping and kind of documents. */
function versions(workspace: Workspace): Runner['versionsOf'] {
  const known = new Map<string, unknown>();
  return (mapping, types) => {
    const kinds = [...new Set(types)].sort();
    const key = [mapping, ...kinds].join(' ');
    if (!known.has(key)) {
      const rulesets = [...workspace.rulesets.values()].filter((one) => kinds.includes(one.manifest.document));
      known.set(key, {
        workspace: workspace.version,
        mapping: workspace.mappings.get(mapping)?.version ?? null,
        rulesets: Object.fromEntries(rulesets.map((ruleset) => [ruleset.name, ruleset.version])),
      });
    }
    return known.get(key);
  };
}

function limitsOf(config: Config): { decode: DecodeLimits; evaluation: EvaluationLimits } {
  const { limits } = config;
  return {
    decode: { maxBytes: limits.messageBytes, maxDepth: limits.messageDepth, maxMessages: limits.receiptMessages },
    evaluation: {
      ...DEFAULT_EVALUATION_LIMITS,
      timeMs: limits.timeMs,
      steps: limits.steps,
      outputBytes: limits.outputBytes,
    },
  };
}

/** Whether a finding makes only one mapping unusable; anything else would let messages pass unjudged. */
function concernsOneMapping(finding: Finding): boolean {
  return /^mappings\/(?!tables\/)[^/]+\//.test(finding.at?.file ?? '');
}

/** Names what a runner is made from: what runs, and the proofs by which it runs compiled. */
export const madeFrom = (files: WorkspaceFiles): string => `${workspaceVersion(files)} ${proofsVersion(files)}`;

/**
 * Opens a workspace version and starts its threads.
 *
 * @throws CrossdockError `workspace.file` when a ruleset, table, lifecycle or the ownership file is broken: without it
 *   messages would pass unjudged. A broken mapping is left out, and named to whoever sends to it.
 * @param watch  who is told when compiled code differs from the reference, and knows where it did before
 */
export function startRunner(files: WorkspaceFiles, config: Config, watch?: Watch): Runner {
  const { workspace, findings } = openWorkspace(files);
  const grave = findings.filter((finding) => finding.severity === 'error' && !concernsOneMapping(finding));
  if (grave.length > 0) {
    const lines = grave.map(
      (finding) =>
        `${finding.at?.file ?? ''}:${finding.at?.line ?? 1}:${finding.at?.column ?? 1}: ${finding.code}: ${finding.message}`,
    );
    throw new CrossdockError('workspace.file', lines.join('\n'), { help: 'crossdock check lists all findings.' });
  }
  const limits = limitsOf(config);
  // Threads that are started later read it again.
  const quarantined = new Set(watch?.quarantined(workspace));
  const execution = { shadowEvery: SHADOW_EVERY, quarantined };
  const onDivergence = (divergence: Divergence) => watch?.onDivergence(workspace, divergence);
  const engine = createEngine(workspace, { ...limits, execution: { ...execution, onDivergence } });
  const busy = Math.min(config.workers, EVALUATING_AT_ONCE);
  // Each thread works on one and finds the next when that is done; one more for each that stands by.
  const tasks = busy + config.workers;
  const pool = threadsOnDemand({
    // Whoever waits at a socket goes first: what was accepted is safe, and is evaluated with what is left of the processors.
    setup: { files: withoutExamples(files), ...limits, execution, behind: true },
    onDivergence: (divergence) => {
      quarantined.add(divergence.file);
      engine.trust.quarantine(divergence.file);
      onDivergence(divergence);
    },
    size: config.workers,
    atOnce: busy,
    stallMs: config.limits.timeMs + WATCHDOG_MARGIN_MS,
    heapMb: config.limits.threadHeapMb,
  });
  return {
    engine,
    pool,
    settling: settlingBy(pool, tasks),
    evaluating: evaluatingBy(pool, tasks),
    findings,
    made: madeFrom(files),
    versionsOf: versions(workspace),
    start: pool.start,
    ...holding(() => void pool.close()),
  };
}
