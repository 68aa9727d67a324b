// `npm run corpus -- <folder>`: takes a corpus of real messages through formats, mappings and rules, and says what became of them.
// Exit code 1 when anything throws, a fault list differs or a known pair disagrees; 0 with a loud remark when the folder is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const corpus = resolve(process.argv[2] ?? join(root, '..', 'shared', 'corpus'));
const out = (line = '') => process.stdout.write(`${line}\n`);

if (!existsSync(join(corpus, 'MANIFEST.tsv'))) {
  out('*'.repeat(80));
  out(`SKIPPED: there is no corpus at ${corpus} (expected a MANIFEST.tsv in it).`);
  out('Nothing was compared. Name its folder: npm run corpus -- <folder>');
  out('*'.repeat(80));
  process.exit(0);
}

const built = spawnSync(process.execPath, [join(root, 'runtime', 'launch.mjs'), 'build'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(70);

const { createEngine } = await import('../dist/runtime/engine/message.js');
const { openWorkspace } = await import('../dist/runtime/engine/workspace/open.js');
const { readWorkspaceFiles } = await import('../dist/runtime/workspace/disk.js');
const { corpusFiles } = await import('./corpus/files.mjs');
const { runFiles } = await import('./corpus/messages.mjs');
const { compareOracle } = await import('./corpus/oracle.mjs');
const { comparePairs } = await import('./corpus/pairs.mjs');

/** Lines of a table; numbers to the right. */
function tableLines(head, rows) {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => String(row[column]).length)));
  const line = (row) =>
    row
      .map((cell, column) =>
        typeof cell === 'number' ? String(cell).padStart(widths[column]) : String(cell).padEnd(widths[column]),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
}

const counted = (counts) =>
  [...counts]
    .sort(([a, x], [b, y]) => y - x || a.localeCompare(b))
    .map(([key, count]) => `${count} ${key}`)
    .join(', ');

const total = (tallies, name) => tallies.reduce((sum, tally) => sum + tally[name], 0);

const { workspace, findings } = openWorkspace(await readWorkspaceFiles(root));
for (const finding of findings.filter((one) => one.severity === 'error'))
  out(`workspace: ${finding.at?.file}: ${finding.message}`);
const engine = createEngine(workspace);
const files = corpusFiles(corpus);
const { tallies, outcomes, throws } = await runFiles(engine, files);

const systems = [...tallies].sort(([a], [b]) => a.localeCompare(b));
const mapped = systems.filter(([, tally]) => tally.mapped > 0);
out();
out('Mapped messages by system');
out();
for (const line of tableLines(
  ['system', 'files', 'messages', 'mapped', 'processed', 'documents', 'held', 'unmapped', 'why held'],
  mapped.map(([system, tally]) => [
    system,
    tally.files,
    tally.messages,
    tally.mapped,
    tally.processed,
    tally.documents,
    tally.mapped - tally.processed,
    [...tally.unmapped.values()].reduce((sum, count) => sum + count, 0),
    counted(tally.held),
  ]),
))
  out(line);
const sums = mapped.map(([, tally]) => tally);
out();
out(
  `${total(sums, 'mapped')} messages of mapped kinds: ${total(sums, 'processed')} processed, ${total(sums, 'mapped') - total(sums, 'processed')} held`,
);

for (const [system, tally] of mapped) {
  const rows = [
    ['codes that no table knows', counted(tally.unmapped)],
    ['kept as extensions', [...tally.extensions].sort().join(', ')],
    ['would stop at a later gate, without any state', counted(tally.later)],
    ['not mapped', counted(tally.readOnly)],
    ['not readable', counted(tally.unreadable)],
  ].filter(([, text]) => text !== '');
  if (rows.length > 0) out(`\n${system}\n${rows.map(([name, text]) => `  ${name}: ${text}`).join('\n')}`);
}

out('\nRead only, because no mapping takes them\n');
for (const line of tableLines(
  ['system', 'files', 'messages', 'kinds', 'not readable'],
  systems
    .filter(([, tally]) => tally.mapped === 0)
    .map(([system, tally]) => [
      system,
      tally.files,
      tally.messages,
      counted(tally.readOnly),
      counted(tally.unreadable),
    ]),
))
  out(line);

out(`\n${files.length} files, ${throws.length} of them threw`);
for (const line of throws) out(`  ${line}`);

const oracle = compareOracle(corpus, files);
out(`\nFault list: ${oracle.rows} EDI files with ${oracle.faults} faults, ${oracle.differences.length} differences`);
for (const line of oracle.differences) out(`  ${line}`);

out('\nKnown pairs\n');
const pairs = await comparePairs({ corpus, engine, outcomes });
for (const line of tableLines(
  ['pair', 'compared', 'agree'],
  pairs.map((pair) => [
    pair.name,
    pair.compared,
    pair.skipped ?? pair.compared - Math.min(pair.compared, pair.differences.length),
  ]),
))
  out(line);
for (const pair of pairs) for (const difference of pair.differences) out(`  ${pair.name}: ${difference}`);

const failed =
  throws.length + oracle.differences.length + pairs.reduce((sum, pair) => sum + pair.differences.length, 0);
out(failed === 0 ? '\nEverything agrees.' : `\n${failed} differences.`);
process.exitCode = failed === 0 ? 0 : 1;
