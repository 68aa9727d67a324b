// Every mapping and ruleset of the sample workspace has a proof that applies: of these files, this compiler and these libraries.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JSONATA_VERSION, RULES_ENGINE_VERSION } from '../../runtime/engine/compile/version.ts';
import { LEAST_CASES } from '../../runtime/engine/verify/cases.ts';
import { openWorkspace, proofsVersion, workspaceVersion } from '../../runtime/engine/workspace/open.ts';
import { isProven, proofState } from '../../runtime/engine/workspace/proof.ts';
import { readWorkspaceFiles } from '../../runtime/workspace/disk.ts';

const ROOT = join(import.meta.dirname, '../..');
const files = await readWorkspaceFiles(ROOT);
const { workspace } = openWorkspace(files);
const definitions = [...workspace.mappings.values(), ...workspace.rulesets.values()];

const installed = (name: string): string =>
  (JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;

describe('proofs', () => {
  it('are about the installed libraries', () => {
    expect(JSONATA_VERSION).toBe(installed('jsonata'));
    expect(RULES_ENGINE_VERSION).toBe(installed('json-rules-engine'));
  });

  it.each(definitions.map((definition) => [definition.file, definition] as const))(
    'of %s applies, and rests on 2,000 cases without a difference (crossdock verify makes a new one)',
    (_file, definition) => {
      expect(proofState(definition)).toBe('current');
      expect(isProven(definition)).toBe(true);
      expect(definition.proof?.cases).toBeGreaterThanOrEqual(LEAST_CASES);
    },
  );

  it('change who evaluates, and not the version that messages are recorded with', () => {
    const without = new Map([...files].filter(([path]) => !path.endsWith('/proof.json')));
    expect(without.size).toBe(files.size - definitions.length);
    expect(workspaceVersion(without)).toBe(workspaceVersion(files));
    expect(proofsVersion(without)).not.toBe(proofsVersion(files));
    for (const definition of openWorkspace(without).workspace.mappings.values())
      expect(isProven(definition)).toBe(false);
  });

  it('that cannot be read prove nothing', () => {
    const [path = ''] = [...files.keys()].filter((one) => one.endsWith('/proof.json'));
    for (const text of ['', '{}', '[]', '{"tier":"native"}']) {
      const broken = new Map([...files, [path, new TextEncoder().encode(text)]]);
      const { workspace: opened, findings } = openWorkspace(broken);
      const definition = [...opened.mappings.values()].find(({ file }) => path.startsWith(file.replace(/[^/]+$/, '')));
      expect(definition === undefined || isProven(definition)).toBe(false);
      expect(findings.filter(({ at }) => at?.file === path)).toEqual([]);
    }
  });
});
