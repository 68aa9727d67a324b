// `crossdock bundle create|verify|activate|rollback|list`: works beside a running sidecar, which follows.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CrossdockError } from '../engine/errors.ts';
import { AccessBook } from '../governance/access-book.ts';
import { isApproved } from '../governance/approvals.ts';
import { type Bundle, decodeBundle, encodeBundle, keyOf } from '../governance/bundle-file.ts';
import { Publishing, requireSound } from '../governance/publishing.ts';
import { readWorkspaceFiles } from '../workspace/disk.ts';
import { EXIT, type Streams } from './command.ts';
import { configOf, type DataOptions, operatorName } from './token.ts';

interface TestOption {
  readonly tests: boolean;
}

function readGiven(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new CrossdockError('usage.invalid', `cannot read ${file}`, { cause });
  }
}

const describe = (bundle: Bundle): string =>
  `version ${bundle.version}\ndigest  ${bundle.digest}\nfiles   ${bundle.files.size}\nsigned  ${bundle.signedBy ?? 'not asked for'}\n`;

/** @throws CrossdockError `bundle.broken`, `workspace.missing`, `config.invalid` */
export async function create(
  file: string,
  options: DataOptions & TestOption & { sign?: string },
  streams: Streams,
): Promise<number> {
  const files = await readWorkspaceFiles(configOf(options).workspace);
  await requireSound(files, options);
  const signer = options.sign === undefined ? undefined : keyOf(readGiven(options.sign).toString(), 'private');
  const bytes = encodeBundle(files, signer);
  writeFileSync(file, bytes);
  streams.stdout.write(describe(decodeBundle(bytes)));
  return EXIT.ok;
}

/** @returns 1 when something is wrong with the bundle, named on stderr */
export async function verify(
  file: string,
  options: DataOptions & TestOption & { key?: string },
  streams: Streams,
): Promise<number> {
  const bytes = readGiven(file);
  const pems = options.key === undefined ? configOf(options).bundles.trustedKeys : [readGiven(options.key).toString()];
  try {
    const bundle = decodeBundle(
      bytes,
      pems.map((pem) => keyOf(pem, 'public')),
    );
    await requireSound(bundle.files, options);
    streams.stdout.write(describe(bundle));
    return EXIT.ok;
  } catch (thrown) {
    if (!(thrown instanceof CrossdockError) || !thrown.code.startsWith('bundle.')) throw thrown;
    streams.stderr.write(`${thrown.code}: ${thrown.message}\n`);
    return EXIT.findings;
  }
}

/** Notes an act for the audit log, which a running sidecar writes. */
function note(data: string, act: { action: string; subject: string; detail?: object }): void {
  const book = new AccessBook(data);
  try {
    book.note({ actor: operatorName(), ...act }, Date.now());
  } finally {
    book.close();
  }
}

function requireApproval(data: string, version: string, reason: string | undefined): void {
  const book = new AccessBook(data);
  try {
    if (isApproved(book, version) || reason !== undefined) return;
  } finally {
    book.close();
  }
  throw new CrossdockError('auth.forbidden', `nobody has approved version ${version}`, {
    help: 'Have it approved, or say why not with --break-glass REASON.',
  });
}

/** @throws CrossdockError `bundle.…`, `auth.forbidden`, `request.not-found` */
export async function activate(
  name: string,
  options: DataOptions & TestOption & { breakGlass?: string },
  streams: Streams,
): Promise<number> {
  const config = configOf(options);
  const publishing = new Publishing(config);
  const bytes = existsSync(name) ? readGiven(name) : publishing.store.get(name);
  const { version } = await publishing.take(bytes, options);
  if (publishing.needsApproval) requireApproval(config.data, version, options.breakGlass);
  publishing.store.activate({ version, at: Date.now(), by: operatorName() });
  const detail = options.breakGlass === undefined ? {} : { withoutApproval: options.breakGlass };
  note(config.data, { action: 'bundle.activated', subject: version, detail });
  streams.stdout.write(`${version} is in force; a running sidecar follows within a second\n`);
  return EXIT.ok;
}

/** @throws CrossdockError `request.conflict` when there is nothing to go back to */
export function rollback(options: DataOptions, streams: Streams): number {
  const { data } = configOf(options);
  const { version } = new Publishing(configOf(options)).store.rollback({ at: Date.now(), by: operatorName() });
  note(data, { action: 'bundle.rolled-back', subject: version });
  streams.stdout.write(`${version} is in force again; a running sidecar follows within a second\n`);
  return EXIT.ok;
}

/** One line a bundle; the one in force is marked. */
export function list(options: DataOptions, streams: Streams): number {
  const { store } = new Publishing(configOf(options));
  const active = store.active();
  for (const version of store.list())
    streams.stdout.write(`${version === active?.current.version ? '*' : ' '} ${version}\n`);
  if (active === undefined) streams.stdout.write('the workspace directory itself is in force\n');
  return EXIT.ok;
}
