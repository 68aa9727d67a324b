// `crossdock test`: runs the examples of mappings and rulesets and prints how they differ from what is expected.
import { writeFile } from 'node:fs/promises';
import { CrossdockError } from '../engine/errors.ts';
import type { ExampleResult } from '../engine/examples.ts';
import type { Workspace } from '../engine/workspace/definitions.ts';
import { runExamplesApart } from '../workers/examples.ts';
import { writeWorkspaceFile } from '../workspace/disk.ts';
import { EXIT, findingLine, loadWorkspace, type Streams } from './command.ts';

export interface TestOptions {
  readonly workspace: string;
  readonly update?: boolean;
  readonly coverage?: boolean;
  readonly junit?: string;
}

const xml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/[^\t\n\r\x20-\uFFFF]/g, '?');

/** JUnit XML as CI servers read it: one suite per mapping or ruleset. */
function junitXml(results: readonly ExampleResult[]): string {
  const suites = groupBySubject(results);
  const body = [...suites].map(([subject, cases]) => {
    const failed = cases.filter((result) => !result.passed).length;
    const lines = cases.map((result) => {
      const open = `    <testcase classname="${xml(subject)}" name="${xml(result.case)}" file="${xml(result.path)}"`;
      if (result.passed) return `${open}/>`;
      const first = xml(result.differences[0] ?? '');
      return `${open}>\n      <failure message="${first}">${xml(result.differences.join('\n'))}</failure>\n    </testcase>`;
    });
    return `  <testsuite name="${xml(subject)}" tests="${cases.length}" failures="${failed}">\n${lines.join('\n')}\n  </testsuite>`;
  });
  const failures = results.filter((result) => !result.passed).length;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites tests="${results.length}" failures="${failures}">\n${body.join('\n')}\n</testsuites>\n`;
}

function groupBySubject(results: readonly ExampleResult[]): Map<string, ExampleResult[]> {
  const groups = new Map<string, ExampleResult[]>();
  for (const result of results) groups.set(result.subject, [...(groups.get(result.subject) ?? []), result]);
  return groups;
}

/** Rules that no example makes fire, and mappings without examples. */
function coverageLines(workspace: Workspace, results: readonly ExampleResult[], names: readonly string[]): string[] {
  const wanted = (name: string) => names.length === 0 || names.includes(name);
  const rulesets = [...workspace.rulesets.values()].filter((ruleset) => wanted(ruleset.name));
  const lines = rulesets.map((ruleset) => {
    const fired = new Set(
      results.filter((result) => result.subject === `ruleset ${ruleset.name}`).flatMap((result) => result.fired),
    );
    const never = ruleset.rules.filter((rule) => !fired.has(rule.name)).map((rule) => rule.name);
    const covered = `${ruleset.rules.length - never.length} of ${ruleset.rules.length} rules fired`;
    return `ruleset ${ruleset.name}: ${covered}${never.length === 0 ? '' : `; never: ${never.join(', ')}`}`;
  });
  const mappings = [...workspace.mappings.values()].filter((mapping) => wanted(mapping.name));
  return [...lines, ...mappings.map((mapping) => `mapping ${mapping.name}: ${mapping.examples.length} examples`)];
}

/** @throws CrossdockError `mapping.unknown` when a name is neither a mapping nor a ruleset */
export async function test(names: readonly string[], options: TestOptions, streams: Streams): Promise<number> {
  const { files, workspace, findings } = await loadWorkspace(options.workspace);
  const errors = findings.filter((finding) => finding.severity === 'error');
  const about =
    (name: string) =>
    (file = '') =>
      file.startsWith(`mappings/${name}/`) || file.startsWith(`rulesets/${name}/`);
  const concerned = errors.filter(
    (finding) =>
      names.length === 0 ||
      names.some((name) => about(name)(finding.at?.file)) ||
      finding.at?.file?.includes('/tables/'),
  );
  for (const finding of concerned) streams.stdout.write(`${findingLine(finding)}\n`);
  for (const name of names) {
    const broken = concerned.some((finding) => about(name)(finding.at?.file));
    if (!workspace.mappings.has(name) && !workspace.rulesets.has(name) && !broken) {
      throw new CrossdockError('mapping.unknown', `there is no mapping or ruleset ${JSON.stringify(name)}`);
    }
  }
  const results: ExampleResult[] = [];
  for (const result of await runExamplesApart({ files, workspace }, names)) {
    results.push(result);
    if (result.passed) continue;
    if (options.update === true) {
      await writeWorkspaceFile(options.workspace, result.expectedPath, result.actual);
      streams.stdout.write(`updated ${result.expectedPath}\n`);
    } else {
      streams.stdout.write(`failed: ${result.subject}: ${result.case} (${result.path})\n`);
      for (const difference of result.differences) streams.stdout.write(`  ${difference}\n`);
    }
  }
  if (options.junit !== undefined) await writeFile(options.junit, junitXml(results));
  if (options.coverage === true)
    for (const line of coverageLines(workspace, results, names)) streams.stdout.write(`${line}\n`);
  const failed = options.update === true ? 0 : results.filter((result) => !result.passed).length;
  streams.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
  return failed > 0 || concerned.length > 0 ? EXIT.findings : EXIT.ok;
}
