// The checker's findings as the panels show them: a click goes to the place, a button does the first fix. Pure; may import ../check/.

import type { Program } from '../../../runtime/engine/outline/program.ts';
import { changeBetween } from '../../../runtime/engine/outline/reread.ts';
import type { Field } from '../../schema/field.ts';
import { checkMapping as check } from '../check/check.ts';
import type { FindingCode, Fix } from '../check/finding.ts';
import type { TableFacts } from '../check/input.ts';

interface Put {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

export interface Check {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Target that it is about. */
  readonly target?: string;
  /** Place in mapping.jsonata; none for what is wrong with the manifest. */
  readonly start?: number;
  readonly end?: number;
  /** What would mend it: `put` in the place of what stands from an offset to another in the file that was checked. */
  readonly fix?: { readonly label: string; readonly file: Fix['file'] } & Put;
}

export interface CheckInput {
  readonly program: Program;
  readonly source: readonly Field[];
  /** Fields of the document's schema; none where there is no schema. */
  readonly target: readonly Field[];
  /** What is known of each table of the workspace. */
  readonly tables: ReadonlyMap<string, TableFacts>;
  /** The text of mapping.json. */
  readonly manifest?: string;
  /** A value of the sample by its path. */
  readonly sampleValue: (path: string) => string | undefined;
  /** Messages of the format have many more fields than a schema lists. */
  readonly isSourceOpen: boolean;
}

/** Every finding, errors first. */
export function checkMapping(input: CheckInput): readonly Check[] {
  const findings = check({
    program: input.program,
    sources: input.source,
    targets: input.target,
    tables: input.tables,
    ...(input.manifest === undefined ? {} : { manifest: input.manifest }),
    sampleWords: (path) => [input.sampleValue(path)].filter((word) => word !== undefined),
    isSourceOpen: input.isSourceOpen,
  });
  return findings.map(({ code, severity, message, file, span, target, fixes }) => {
    const [fix] = fixes;
    const before = fix?.file === 'mapping.jsonata' ? input.program.text : (input.manifest ?? '');
    return {
      code,
      severity,
      message,
      ...(target === undefined ? {} : { target }),
      ...(file === 'mapping.jsonata' ? { start: span.start, end: span.end } : {}),
      ...(fix === undefined ? {} : { fix: { label: fix.name, file: fix.file, ...putBetween(before, fix.text()) } }),
    };
  });
}

function putBetween(before: string, after: string): Put {
  const { from, to, by } = changeBetween(before, after);
  return { from, to, put: after.slice(from, to + by) };
}
