// Puts workspace versions into force: verified and tested first, switched at once, back to the last good one when anything is
// wrong; where it is asked for, only with the approval of somebody who did not make the change.
import type { KeyObject } from 'node:crypto';
import type { Config } from '../config.ts';
import { CrossdockError } from '../engine/errors.ts';
import type { WorkspaceFiles } from '../engine/workspace/definitions.ts';
import { openWorkspace } from '../engine/workspace/open.ts';
import type { Sidecar } from '../pipeline/sidecar.ts';
import { addAudit } from '../store/audit.ts';
import { runExamplesApart } from '../workers/examples.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import { type Bundle, decodeBundle, encodeBundle, keyOf } from './bundle-file.ts';
import { BundleStore } from './bundle-store.ts';

/** Findings and differences that a refusal names. */
const MAX_NAMED = 5;

/**
 * Checks that a workspace can be put into force: no file of it is broken, and every example gives what it should.
 *
 * @throws CrossdockError `bundle.broken` with the places
 */
export async function requireSound(
  files: WorkspaceFiles,
  options: { tests: boolean } = { tests: true },
): Promise<void> {
  const { workspace, findings } = openWorkspace(files);
  const errors = findings.filter((finding) => finding.severity === 'error');
  const [first] = errors;
  if (first !== undefined) {
    const lines = errors
      .slice(0, MAX_NAMED)
      .map(({ at, code, message }) => `${at?.file ?? ''}:${at?.line ?? 1}:${at?.column ?? 1}: ${code}: ${message}`);
    throw new CrossdockError('bundle.broken', lines.join('\n'), {
      ...(first.at === undefined ? {} : { at: first.at }),
    });
  }
  if (workspace.mappings.size === 0) throw new CrossdockError('bundle.broken', 'the workspace has no mapping');
  if (!options.tests) return;
  const failed = (await runExamplesApart({ files, workspace }, [])).filter((result) => !result.passed);
  const [example] = failed;
  if (example !== undefined)
    throw new CrossdockError(
      'bundle.broken',
      `examples fail: ${failed
        .slice(0, MAX_NAMED)
        .map((one) => one.path)
        .join(', ')}`,
      {
        at: { file: example.path },
      },
    );
}

export class Publishing {
  readonly store: BundleStore;
  readonly #config: Config;
  readonly #trusted: readonly KeyObject[];
  #sidecar: Sidecar | undefined;
  #seen: string;
  /** One activation at a time: the pointer and what runs must not part. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @throws CrossdockError `config.invalid` for a key that is none */
  constructor(config: Config) {
    this.#config = config;
    this.store = new BundleStore(config.data);
    this.#trusted = config.bundles.trustedKeys.map((pem) => keyOf(pem, 'public'));
    this.#seen = this.store.mark();
  }

  /** Says which sidecar to switch. */
  serve(sidecar: Sidecar): void {
    this.#sidecar = sidecar;
  }

  get #running(): Sidecar {
    if (this.#sidecar === undefined) throw new Error('publishing has no sidecar yet');
    return this.#sidecar;
  }

  get needsApproval(): boolean {
    return this.#config.governance.approval === 'required';
  }

  /** The files that are to run: those of the bundle in force, or of the workspace directory while there is none. */
  readonly files = async (): Promise<WorkspaceFiles> => {
    const active = this.store.active();
    if (active !== undefined) return this.open(this.store.get(active.current.version)).files;
    if (this.#trusted.length > 0)
      throw new CrossdockError('config.invalid', 'bundles.trustedKeys: expected a signed bundle in force, found none', {
        help: 'Put one into force with crossdock bundle activate FILE.',
      });
    const files = await readWorkspaceFiles(this.#config.workspace);
    if (!this.needsApproval) return files;
    // What is there at the very first start is what everything after it is compared with.
    const { version } = this.keep(files);
    this.store.activate({ version, at: Date.now(), by: 'system:first-start' });
    return files;
  };

  /** @throws CrossdockError `bundle.invalid`, `bundle.signature` */
  open(bytes: Uint8Array): Bundle {
    return decodeBundle(bytes, this.#trusted);
  }

  /** Keeps the workspace directory's files as a bundle. Only possible while nobody asks for signatures. */
  keep(files: WorkspaceFiles): Bundle {
    const bytes = encodeBundle(files);
    const bundle = this.open(bytes);
    this.store.put(bundle.version, bytes);
    return bundle;
  }

  /** Verifies and tests a bundle and keeps it. @throws CrossdockError `bundle.…` */
  async take(bytes: Uint8Array, options: { tests: boolean } = { tests: true }): Promise<Bundle> {
    const bundle = this.open(bytes);
    await requireSound(bundle.files, options);
    this.store.put(bundle.version, bytes);
    return bundle;
  }

  /**
   * Puts a bundle that is kept here into force. Messages under way end on the version they began with.
   *
   * @throws CrossdockError what is wrong with it; then everything is as it was
   */
  activate(version: string, by: string): Promise<void> {
    return this.#inTurn('bundle.activated', by, (now) => {
      this.open(this.store.get(version));
      this.store.activate({ version, at: now, by });
      return version;
    });
  }

  /** Goes back to the bundle that was in force before. @throws CrossdockError `request.conflict` */
  rollback(by: string): Promise<void> {
    return this.#inTurn('bundle.rolled-back', by, (now) => this.store.rollback({ at: now, by }).version);
  }

  #inTurn(action: string, by: string, change: (now: number) => string): Promise<void> {
    const turn = this.#turn.then(async () => {
      const sidecar = this.#running;
      const before = this.store.active();
      const subject = change(sidecar.clock());
      try {
        await sidecar.reload();
      } catch (thrown) {
        this.store.restore(before);
        throw thrown;
      } finally {
        this.#seen = this.store.mark();
      }
      const detail = { before: before?.current.version ?? null };
      await sidecar.database.write((connection) =>
        addAudit(connection, { actor: by, action, subject, detail }, sidecar.clock()),
      );
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Takes over what another process has put into force. @returns whether there was anything */
  async follow(): Promise<boolean> {
    const mark = this.store.mark();
    if (mark === this.#seen) return false;
    this.#seen = mark;
    return this.#running.reload();
  }
}
