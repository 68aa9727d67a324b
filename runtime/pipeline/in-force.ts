// The workspace version in force: its runner, and how that of another version takes its place.
import { CrossdockError, errorJson } from '../engine/errors.ts';
import type { WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { madeFrom, type Runner } from './runner.ts';

export interface InForceOptions {
  /** Reads the files that are to run. */
  readonly files: () => Promise<WorkspaceFiles>;
  /** Opens them. @throws CrossdockError `workspace.…` */
  readonly open: (files: WorkspaceFiles) => Runner;
  readonly clock: () => number;
  /** Told of a version that is in force from now on. */
  readonly onChange: (version: string) => void;
}

/** What runs messages now. Those under way end on the version they began with. */
export class InForce {
  readonly #options: InForceOptions;
  #runner: Runner;
  #since: number;
  #failure: { at: number; code: string } | undefined;
  #reloading: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(first: Runner, options: InForceOptions) {
    this.#options = options;
    this.#runner = first;
    this.#since = options.clock();
  }

  get runner(): Runner {
    return this.#runner;
  }

  /** Since when the version in force is, and what was wrong with the last one that was not put into force. */
  get version(): { version: string; since: number; failure?: { at: number; code: string } } {
    const failure = this.#failure;
    return {
      version: this.#runner.engine.workspace.version,
      since: this.#since,
      ...(failure === undefined ? {} : { failure }),
    };
  }

  /** Does something with a runner, whose threads stay until it is done. */
  async holding<Result>(work: (runner: Runner) => Promise<Result>, runner = this.#runner): Promise<Result> {
    const release = runner.hold();
    try {
      return await work(runner);
    } finally {
      release();
    }
  }

  /**
   * Reads the files again.
   *
   * @returns whether a new version is in force
   * @throws CrossdockError `workspace.…`; the last good version stays in force
   */
  reload(): Promise<boolean> {
    // One after another: of two at once the one that read the older files could otherwise end last.
    const reload = this.#reloading.then(() => this.#reload());
    reload.then(
      () => (this.#failure = undefined),
      (thrown: unknown) => (this.#failure = { at: this.#options.clock(), code: errorJson(thrown).code }),
    );
    this.#reloading = reload.catch(() => undefined);
    return reload;
  }

  async #reload(): Promise<boolean> {
    const { files: read, open, clock, onChange } = this.#options;
    const files = await read();
    if (this.#isStopped) throw new CrossdockError('intake.draining');
    if (madeFrom(files) === this.#runner.made) return false;
    const next = open(files);
    this.#runner.retire();
    this.#runner = next;
    this.#since = clock();
    onChange(next.engine.workspace.version);
    return true;
  }

  /** Puts no other version into force. Resolves when none is on its way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#reloading;
  }
}
