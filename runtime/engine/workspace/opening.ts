// What opening a workspace needs of each file: its text or JSON, its examples, and one list of findings that everything adds to.
// May import ../errors.ts, ../schema.ts and its neighbours.
import type { Finding } from '../errors.ts';
import type { Validate } from '../schema.ts';
import type { ExampleFile, WorkspaceFiles } from './definitions.ts';
import { type JsonFile, parseJsonFile } from './located-json.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The files, and what was found wrong so far. */
export interface Opening {
  readonly files: WorkspaceFiles;
  readonly findings: Finding[];
  /** Programs and source schemas are compiled to see whether they can be; false when somebody has done so already. */
  readonly compiles: boolean;
}

/** A finding that makes its file unusable. */
export const errorAt = (code: string, message: string, at: Finding['at']): Finding => ({
  code,
  severity: 'error',
  message,
  ...(at === undefined ? {} : { at }),
});

/** The text of a file; undefined, with a finding, when it is missing or not UTF-8. */
export function readText(opening: Opening, path: string): string | undefined {
  const bytes = opening.files.get(path);
  if (bytes === undefined) {
    opening.findings.push(
      errorAt('workspace.missing-file', 'expected this file, it is not there', { file: path, line: 1, column: 1 }),
    );
    return undefined;
  }
  try {
    return decoder.decode(bytes);
  } catch {
    opening.findings.push(errorAt('workspace.encoding', 'expected UTF-8 text', { file: path, line: 1, column: 1 }));
    return undefined;
  }
}

/** A JSON file; undefined, with findings, when it cannot be read. */
export function readJson(opening: Opening, path: string): JsonFile | undefined {
  const text = readText(opening, path);
  if (text === undefined) return undefined;
  const { json, findings } = parseJsonFile(path, text);
  opening.findings.push(...findings);
  return json;
}

/** Reports where a file does not have its shape. @returns whether it has */
export function hasShape(opening: Opening, json: JsonFile, validate: Validate): boolean {
  const faults = validate(json.value);
  opening.findings.push(
    ...faults.map((fault) => ({ ...fault, code: 'workspace.shape', at: json.place(fault.at?.path ?? '') })),
  );
  return !faults.some((fault) => fault.severity === 'error');
}

/** The cases below a folder's `examples/`, by name; an expectation without an input is none. */
export function examplesOf(files: WorkspaceFiles, folder: string): ExampleFile[] {
  const cases = new Map<string, { input?: string; expected?: string }>();
  for (const path of [...files.keys()].sort()) {
    if (!path.startsWith(`${folder}/examples/`)) continue;
    const name = path.slice(folder.length + '/examples/'.length);
    const match = /^(.+?)(\.expected)?\.([A-Za-z0-9]+)$/.exec(name);
    if (match === null || name.includes('/')) continue;
    const found = cases.get(match[1] as string) ?? {};
    cases.set(match[1] as string, match[2] === undefined ? { ...found, input: path } : { ...found, expected: path });
  }
  return [...cases]
    .filter(([, found]) => found.input !== undefined)
    .map(([name, { input, expected }]) => ({
      case: name,
      path: input as string,
      bytes: files.get(input as string) as Uint8Array,
      ...(expected === undefined ? {} : { expectedPath: expected, expected: files.get(expected) as Uint8Array }),
    }));
}
