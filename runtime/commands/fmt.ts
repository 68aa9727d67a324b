// `crossdock fmt`: the canonical layout of mappings and rules; it never loses a comment and never changes what a file means.
import { isDeepStrictEqual } from 'node:util';
import { programMeaning } from '../engine/compile/jsonata-reference.ts';
import { layOut } from '../engine/syntax/layout.ts';
import { layOutJson } from '../engine/syntax/rules-layout.ts';
import { parseJsonFile } from '../engine/workspace/located-json.ts';
import { readWorkspaceFiles, writeWorkspaceFile } from '../workspace/disk.ts';
import { EXIT, type Streams } from './command.ts';

/** The text of a file, or undefined when it is not UTF-8: writing it back would lose bytes. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text laid out, or undefined when the file cannot be read whole and is left as it is. */
function formatted(path: string, text: string): string | undefined {
  if (path.endsWith('.jsonata')) {
    const result = layOut(text);
    try {
      return isDeepStrictEqual(programMeaning(result), programMeaning(text)) ? result : undefined;
    } catch {
      return undefined;
    }
  }
  // A key that is there twice is a finding, and writing the value back would lose one of the two.
  const { json, findings } = parseJsonFile(path, text);
  if (json === undefined || findings.length > 0) return undefined;
  return layOutJson(json.value, { reorder: path.endsWith('/rules.json') });
}

const FORMATTED =
  /^mappings\/[^/]+\/mapping\.(?:jsonata|json)$|^rulesets\/[^/]+\/(?:ruleset|rules)\.json$|^rulesets\/(?:lifecycles\/[^/]+|ownership)\.json$/;

export async function fmt(options: { workspace: string; check?: boolean }, streams: Streams): Promise<number> {
  const files = await readWorkspaceFiles(options.workspace);
  let changed = 0;
  let left = 0;
  for (const [path, bytes] of [...files].sort(([a], [b]) => a.localeCompare(b))) {
    if (!FORMATTED.test(path)) continue;
    const text = textOf(bytes);
    const result = text === undefined ? undefined : formatted(path, text);
    if (result === undefined) {
      left += 1;
      streams.stdout.write(`${path}: cannot be read, left as it is; see crossdock check\n`);
    } else if (result !== text) {
      changed += 1;
      streams.stdout.write(`${path}\n`);
      if (options.check !== true) await writeWorkspaceFile(options.workspace, path, new TextEncoder().encode(result));
    }
  }
  streams.stderr.write(options.check === true ? `${changed} files would change\n` : `${changed} files changed\n`);
  return left > 0 || (options.check === true && changed > 0) ? EXIT.findings : EXIT.ok;
}
