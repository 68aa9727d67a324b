// `crossdock check`: validates every file of the workspace and prints one finding a line.
import { proofFindings } from '../engine/workspace/proof.ts';
import { EXIT, findingLine, loadWorkspace, type Streams } from './command.ts';

export async function check(options: { workspace: string; json?: boolean }, streams: Streams): Promise<number> {
  const { workspace, findings: found } = await loadWorkspace(options.workspace);
  const findings = [...found, ...proofFindings(workspace)];
  const sorted = [...findings].sort(
    (a, b) => (a.at?.file ?? '').localeCompare(b.at?.file ?? '') || (a.at?.line ?? 0) - (b.at?.line ?? 0),
  );
  if (options.json === true) streams.stdout.write(`${JSON.stringify({ findings: sorted }, null, 2)}\n`);
  else for (const finding of sorted) streams.stdout.write(`${findingLine(finding)}\n`);
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  const counts = `${workspace.mappings.size} mappings, ${workspace.rulesets.size} rulesets, ${workspace.tables.size} tables`;
  streams.stderr.write(`${counts}: ${errors} errors, ${findings.length - errors} warnings\n`);
  return errors > 0 ? EXIT.findings : EXIT.ok;
}
