// The command line: parses arguments and loads one command's file. Nothing else is imported up front, so that --help is instant.
import { pathToFileURL } from 'node:url';
import { Command, CommanderError } from 'commander';
import { CrossdockError } from './engine/errors.ts';

const version = '0.1.0';

/** Builds the command tree; each action loads its file when it runs and returns the exit code through `done`. */
function program(done: (code: number) => void): Command {
  const streams = { stdin: process.stdin as AsyncIterable<Uint8Array>, stdout: process.stdout, stderr: process.stderr };
  const crossdock = new Command('crossdock')
    .description('A mapping and rules engine for order and inventory messages')
    .version(version)
    .exitOverride()
    .showHelpAfterError();
  const command = (name: string, description: string) =>
    crossdock
      .command(name)
      .description(description)
      .option('-w, --workspace <dir>', 'the workspace', '.')
      .exitOverride();

  crossdock
    .command('start')
    .description('run the sidecar and serve the designer')
    .exitOverride()
    .option('-w, --workspace <dir>', 'the workspace')
    .option('--port <number>', 'port to listen on')
    .option('--data <dir>', 'directory of the store')
    .option('--config <file>', 'configuration file')
    .option('--no-demo', 'on an empty data directory, do not take the examples of the workspace through the intake')
    .action(async (options) => done(await (await import('./commands/start.ts')).start(options, streams)));
  command('check', 'validate every file of the workspace')
    .option('--json', 'findings as JSON')
    .action(async (options) => done(await (await import('./commands/check.ts')).check(options, streams)));
  command('test', 'run the examples of mappings and rulesets')
    .argument('[name...]', 'mappings or rulesets; all when none is named')
    .option('--update', 'write what came out as the expectation')
    .option('--coverage', 'list rules that no example makes fire')
    .option('--junit <file>', 'write the results as JUnit XML')
    .action(async (names, options) => done(await (await import('./commands/test.ts')).test(names, options, streams)));
  command('run', 'map raw messages from stdin to one JSON line each on stdout')
    .argument('<mapping>', 'an inbound mapping')
    .option('--timeout <ms>', 'time limit of one message', '5000')
    .action(async (mapping, options) => done(await (await import('./commands/run.ts')).run(mapping, options, streams)));
  command('verify', 'compare compiled mappings and rulesets with the references, and write a proof beside each')
    .argument('[name...]', 'mappings or rulesets')
    .option('--all', 'every mapping and ruleset of the workspace')
    .option('--data <dir>', 'where messages were recorded; .crossdock of the workspace when it is there')
    .option('--cases <number>', 'cases of each, at least', '2000')
    .action(async (names, options) =>
      done(await (await import('./commands/verify.ts')).verify(names, options, streams)),
    );
  command('fmt', 'lay out mappings and rules canonically')
    .option('--check', 'change nothing, only say what would change')
    .action(async (options) => done(await (await import('./commands/fmt.ts')).fmt(options, streams)));
  command('diff', 'what changed in meaning between two workspaces')
    .argument('<base>', 'a directory or a git revision')
    .argument('<head>', 'a directory or a git revision')
    .option('--impact', 'run recorded messages, or the examples, through both')
    .option('--data <dir>', 'where messages were recorded; .crossdock of the workspace when it is there')
    .option('--format <name>', 'text, markdown or json', 'text')
    .action(async (base, head, options) =>
      done(await (await import('./commands/diff.ts')).diff({ base, head }, options, streams)),
    );
  const dataCommand = (parent: Command, name: string, description: string) =>
    parent
      .command(name)
      .description(description)
      .option('-w, --workspace <dir>', 'the workspace')
      .option('--data <dir>', 'directory of the store')
      .option('--config <file>', 'configuration file')
      .exitOverride();
  const bundle = crossdock.command('bundle').description('workspace versions as one file each').exitOverride();
  const bundleCommand = (name: string, description: string) => dataCommand(bundle, name, description);
  bundleCommand('create', 'put the workspace into a bundle, when everything in it is sound')
    .argument('<file>', 'where to write it')
    .option('--sign <file>', 'private ed25519 key in PEM')
    .option('--no-tests', 'do not run the examples')
    .action(async (file, options) => done(await (await import('./commands/bundle.ts')).create(file, options, streams)));
  bundleCommand('verify', 'check a bundle: content, signature, and what is in it')
    .argument('<file>', 'the bundle')
    .option('--key <file>', 'public ed25519 key in PEM that must have signed it')
    .option('--no-tests', 'do not run the examples')
    .action(async (file, options) => done(await (await import('./commands/bundle.ts')).verify(file, options, streams)));
  bundleCommand('activate', 'put a bundle into force; a running sidecar follows at once')
    .argument('<bundle>', 'a file, or a version that is kept')
    .option('--no-tests', 'do not run the examples')
    .option('--break-glass <reason>', 'without the approval that governance.approval asks for')
    .action(async (name, options) =>
      done(await (await import('./commands/bundle.ts')).activate(name, options, streams)),
    );
  bundleCommand('rollback', 'go back to the bundle that was in force before').action(async (options) =>
    done(await (await import('./commands/bundle.ts')).rollback(options, streams)),
  );
  bundleCommand('list', 'the bundles that are kept, and which is in force').action(async (options) =>
    done(await (await import('./commands/bundle.ts')).list(options, streams)),
  );
  const audit = crossdock.command('audit').description('who did what').exitOverride();
  dataCommand(audit, 'verify', 'check that nothing was changed, removed or cut off; names the first row that was')
    .option('--public-key <file>', 'public key of the signed heads, kept elsewhere')
    .option('--head <hash>', 'hash of a head that was kept elsewhere')
    .action(async (options) => done((await import('./commands/audit.ts')).verify(options, streams)));
  dataCommand(audit, 'list', 'rows as JSON lines, newest first')
    .option('--actor <name>', 'only what this one did')
    .option('--action <name>', 'only this action')
    .option('--subject <name>', 'only what was done to this')
    .option('--since <date>', 'only from then on')
    .option('--limit <number>', 'rows', '100')
    .action(async (options) => done((await import('./commands/audit.ts')).list(options, streams)));
  const keys = crossdock.command('keys').description('the keys that the store is sealed with').exitOverride();
  dataCommand(keys, 'list', 'every key that is or was, by kind and day').action(async (options) =>
    done((await import('./commands/keys.ts')).list(options, streams)),
  );
  dataCommand(keys, 'rotate', 'put a new master key into use').action(async (options) =>
    done((await import('./commands/keys.ts')).rotate(options, streams)),
  );
  dataCommand(keys, 'destroy', 'erase whole days for good')
    .requiredOption('--kind <kind>', 'payload (messages as they came and went) or state (documents and their history)')
    .requiredOption('--before <day>', 'days before this one, YYYY-MM-DD')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .action(async (options) => done((await import('./commands/keys.ts')).destroy(options, streams)));
  dataCommand(crossdock, 'erase', 'erase for good what is held of one customer or order, while no sidecar runs')
    .option('--customer <id>', 'the customer, as its orders name it')
    .option('--order <id>', 'one order, with what belongs to it')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--even-open', 'also orders that have not ended')
    .action(async (options) => done(await (await import('./commands/erase.ts')).eraseSubject(options, streams)));
  dataCommand(crossdock, 'export', 'documents, messages or exceptions as JSON lines, masked')
    .argument('<what>', 'messages, exceptions, or a type of document')
    .option('--show <classes>', 'personal,payment: not masked; needs --reason')
    .option('--reason <text>', 'why, for the audit log')
    .action(async (what, options) =>
      done(await (await import('./commands/export.ts')).exportLines(what, options, streams)),
    );
  dataCommand(crossdock, 'backup', 'copy the data directory as it is now, while the sidecar goes on')
    .argument('<dir>', 'where to; must not be there yet')
    .option('--without-keys', 'leave the keyring out; the copy can then be read only with keys that are kept elsewhere')
    .action(async (target, options) => done((await import('./commands/backup.ts')).backup(target, options, streams)));
  dataCommand(crossdock, 'restore', 'put a backup in place of a data directory that is gone')
    .argument('<dir>', 'the backup')
    .action(async (source, options) =>
      done((await import('./commands/backup.ts')).restoreFrom(source, options, streams)),
    );
  const token = crossdock
    .command('token')
    .description('tokens of machines and of people at a command line')
    .exitOverride();
  const tokenCommand = (name: string, description: string) => dataCommand(token, name, description);
  tokenCommand('create', 'make a token and print it, once')
    .requiredOption('--name <name>', 'what the record calls it')
    .requiredOption('--role <role...>', 'viewer, operator, analyst, approver, admin, sender or monitor')
    .option('--source <source...>', 'only for handing in messages of these sources')
    .option('--days <number>', 'days until it expires', '90')
    .action(async (options) => done(await (await import('./commands/token.ts')).createOne(options, streams)));
  tokenCommand('list', 'list the tokens, without their secrets').action(async (options) =>
    done(await (await import('./commands/token.ts')).listAll(options, streams)),
  );
  tokenCommand('revoke', 'end a token')
    .argument('<id>', 'as `token list` shows it')
    .action(async (id, options) => done(await (await import('./commands/token.ts')).revokeOne(id, options, streams)));
  crossdock
    .command('init')
    .description('make a new workspace with one mapping, one ruleset and examples that pass')
    .argument('<dir>', 'where')
    .exitOverride()
    .action(async (directory) => done(await (await import('./commands/init.ts')).init(directory, streams)));
  return crossdock;
}

/** Whoever reads the output may leave early, as `head` does: a filter then ends quietly, the sidecar goes on without a reader. */
function endWithReader(args: readonly string[]): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (args[0] !== 'start') process.exit();
  });
}

/** What a person reads: code, message and what to do; for what is not ours the stack, because it is a bug. */
function textOf(thrown: unknown): string {
  if (!(thrown instanceof CrossdockError)) return (thrown as Error).stack ?? String(thrown);
  const { help } = thrown.detail;
  return `${thrown.code}: ${thrown.message}${help === undefined ? '' : `\n${help}`}`;
}

/** Runs one command line and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that has seen enough closes the pipe: that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  endWithReader(args);
  try {
    await program((code) => {
      process.exitCode = code;
    }).parseAsync([...args], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      process.exitCode = thrown.exitCode === 0 ? 0 : 64;
      return;
    }
    const { exitCodeOf } = await import('./commands/command.ts');
    process.stderr.write(`crossdock: ${textOf(thrown)}\n`);
    process.exitCode = exitCodeOf(thrown);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await main(process.argv.slice(2));
