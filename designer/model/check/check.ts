// Checks a mapping as it is drawn, before anything runs: every finding has its place, and a fix where there is one.
// Pure; may import its neighbours, ../analysis/ and ../mapping/.
import { faultsOf } from '../../../runtime/engine/syntax/reference-ast.ts';
import { type Analysis, analyse } from '../analysis/analyse.ts';
import { type FieldIndex, indexFields } from '../analysis/fields.ts';
import { callFindings, deadSources, duplicateTargets, unknownNames } from './check-sources.ts';
import { columnFindings, lookupFindings, manifestFindings } from './check-tables.ts';
import { requiredFindings, targetFindings } from './check-targets.ts';
import { byPlace, type Finding } from './finding.ts';
import { type Checked, type CheckInput, PROGRAM_FILE } from './input.ts';

const syntaxFindings = ({ analysis }: Checked): Finding[] =>
  faultsOf(analysis.program).map(({ code, message, start, end }) => ({
    code: 'program.syntax',
    severity: 'error',
    message: `${message} (${code})`,
    file: PROGRAM_FILE,
    span: { start, end },
    fixes: [],
  }));

/** What holds for any expression, wherever it stands. */
const expressionFindings = (checked: Checked): Finding[] => [
  ...duplicateTargets(checked),
  ...deadSources(checked),
  ...unknownNames(checked),
  ...callFindings(checked),
  ...lookupFindings(checked),
  ...columnFindings(checked),
];

/**
 * Everything that can be said of a mapping without running it, errors first.
 *
 * Silent where it does not know: a field below one that takes anything, a value that only a message can tell. Of a text
 * that cannot be read only that is said.
 */
export function checkMapping(input: CheckInput): readonly Finding[] {
  const sourceIndex = indexFields(input.sources);
  const checked: Checked = {
    ...input,
    sourceIndex,
    targetIndex: indexFields(input.targets),
    analysis: analyse(input.program.text, sourceIndex, {
      watch: new Set(input.program.targets.map(({ value }) => value.start)),
    }),
  };
  const faults = syntaxFindings(checked);
  if (faults.length > 0) return faults;
  return [
    ...expressionFindings(checked),
    ...requiredFindings(checked),
    ...targetFindings(checked),
    ...manifestFindings(checked),
  ].sort(byPlace);
}

/** The same for one expression that was analysed by itself; spans count in it. */
export function checkExpression(
  analysis: Analysis,
  place: { readonly sources: FieldIndex } & Pick<CheckInput, 'tables' | 'isSourceOpen'>,
): readonly Finding[] {
  const { text } = analysis.program;
  const checked: Checked = {
    tables: place.tables,
    ...(place.isSourceOpen === undefined ? {} : { isSourceOpen: place.isSourceOpen }),
    program: { text, targets: [], byPath: new Map(), objects: new Map() },
    sources: place.sources.fields,
    targets: [],
    sourceIndex: place.sources,
    targetIndex: indexFields([]),
    analysis,
  };
  const faults = syntaxFindings(checked);
  return faults.length > 0 ? faults : expressionFindings(checked).sort(byPlace);
}
