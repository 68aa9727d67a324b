// Every mapping and ruleset of the sample workspace has a proof that applies: of these files, this compiler and these libraries.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JSONATA_VERSION, RULES_ENGINE_VERSION } from '../../runtime/engine/compile/version.ts';
import type { DecodedMessage } from '../../runtime/engine/formats/format.ts';
import { createEngine } from '../../runtime/engine/message.ts';
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

  it('leave room for a message that is far longer than every example', async () => {
    const lines = Array.from({ length: 4_000 }, (_unused, index) => `LX*${index + 1}~W01*2*EA**VN*CUP-${index}~`).join(
      '',
    );
    const head =
      'ISA*00*          *00*          *ZZ*S              *ZZ*U              *260301*0900*U*00401*000000001*0*P*>~';
    const set = `ST*940*0001~W05*N*SO-1*PO-1~N1*ST*A B~N3*1 ELM~N4*AUSTIN*TX*78701*US~${lines}SE*8006*0001~`;
    const bytes = new TextEncoder().encode(`${head}GS*OW*S*U*20260301*0900*1*X*004010~${set}GE*1*1~IEA*1*000000001~`);
    const engine = createEngine(workspace);
    const [message] = engine.decode('x12-940-order', bytes).messages;
    const { documents, error } = await engine.inbound('x12-940-order').run(message as DecodedMessage);
    expect(error).toBeUndefined();
    expect(documents[0]).toMatchObject({ lines: { length: 4_000 } });
  });

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
