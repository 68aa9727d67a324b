// What is wrong with what targets get: none where one is required, a kind or a word that they do not take, a list for one value.
// Pure; may import its neighbours, ../analysis/, ../language/, ../mapping/, ../suggest/ and ../../schema/.

import { fieldPath, type Target } from '../../../runtime/engine/outline/program.ts';
import { eachField, type Field } from '../../schema/field.ts';
import { kindsOfField } from '../analysis/fields.ts';
import type { Value } from '../analysis/value.ts';
import { ANY, BOOLEAN, type Kinds, kindsInWords, NULL, NUMBER, OBJECT, TEXT } from '../language/kinds.ts';
import { connect, setTarget } from '../mapping/edits.ts';
import { suggest } from '../suggest/suggest.ts';
import type { Finding, Fix } from './finding.ts';
import { type Checked, PROGRAM_FILE, replaceFix } from './input.ts';
import { nearest } from './nearest.ts';

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether a whole that the field is a part of is set by an expression that nobody can look into. */
function isInsideWhole(path: string, { program }: Checked): boolean {
  for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
    if (program.byPath.has(above) && !program.objects.has(above)) return true;
  }
  return false;
}

export function requiredFindings(input: Checked): Finding[] {
  const { program, targets } = input;
  if (!program.objects.has('')) return [];
  const missing = [...eachField(targets)].filter(
    (field) =>
      field.required === true &&
      program.objects.has(parentOf(field.path)) &&
      !program.byPath.has(field.path) &&
      !isInsideWhole(field.path, input),
  );
  if (missing.length === 0) return [];
  const taken = new Set(program.byPath.keys());
  const suggested = new Map(suggest(input.sources, targets, { taken }).map((one) => [one.target, one.source]));
  return missing.map((field): Finding => {
    const owner = program.objects.get(parentOf(field.path));
    const at = owner === undefined ? 0 : owner.span.end - 1;
    return {
      code: 'target.required',
      severity: 'error',
      message: `${field.path.slice(1)} is required and gets no value`,
      file: PROGRAM_FILE,
      span: { start: at, end: at },
      target: field.path,
      fixes: requiredFixes(input, field, suggested.get(field.path)),
    };
  });
}

function requiredFixes(input: Checked, field: Field, source: string | undefined): Fix[] {
  const { program, sourceIndex, targetIndex } = input;
  const fixes: Fix[] = [];
  const [word] = field.values ?? [];
  if (word !== undefined && field.values?.length === 1) {
    const edit = setTarget(program, field.path, JSON.stringify(word));
    if (edit !== undefined)
      fixes.push({ name: `Set ${field.name} to ${word}`, file: PROGRAM_FILE, text: () => edit.text });
  }
  if (source === undefined) return fixes;
  const edit = connect(
    program,
    { from: source, to: field.path },
    {
      isSourceList: (path) => sourceIndex.at(path)?.isList === true,
      isTargetList: (path) => targetIndex.at(path)?.isList === true,
      isTargetGroup: (path) => (targetIndex.at(path)?.children.length ?? 0) > 0,
    },
  );
  if (edit !== undefined) fixes.push({ name: `Connect ${nameOf(source)}`, file: PROGRAM_FILE, text: () => edit.text });
  return fixes;
}

/** Every check of one target's value. */
export function targetFindings(input: Checked): Finding[] {
  if (input.targets.length === 0) return [];
  return input.program.targets.flatMap((target) => {
    const field = input.targetIndex.at(fieldPath(target.path));
    if (field === undefined) return unknownTarget(input, target);
    const value = input.analysis.valueAt(target.value);
    if (value === undefined) return [];
    const found = loopFinding(input, { target, field, value }) ?? kindFinding(input, { target, field, value });
    return [found ?? wordFinding(input, { target, field, value })].filter((one) => one !== undefined);
  });
}

function unknownTarget(input: Checked, target: Target): Finding[] {
  const below = input.targetIndex.below(parentOf(fieldPath(target.path)));
  // What stands below a field that takes anything is nobody's business.
  if (below === undefined || below.length === 0) return [];
  const meant = nearest(
    nameOf(target.path),
    below.map(({ name }) => name),
  );
  const fixes =
    meant === undefined || input.program.byPath.has(`${parentOf(target.path)}/${meant}`)
      ? []
      : [replaceFix(input.program.text, target.key, { name: `Call it ${meant}`, put: JSON.stringify(meant) })];
  return [
    {
      code: 'target.unknown',
      severity: 'error',
      message: `the document has no field ${target.path.slice(1)}`,
      file: PROGRAM_FILE,
      span: target.key,
      target: target.path,
      fixes,
    },
  ];
}

interface Given {
  readonly target: Target;
  readonly field: Field;
  readonly value: Value;
}

/** Whether the text of a value is one plain path, whose number of values is known for certain. */
function loopFinding(input: Checked, { target, field, value }: Given): Finding | undefined {
  const { text } = input.program;
  const base = { severity: 'error', file: PROGRAM_FILE, span: target.value, target: target.path } as const;
  if (field.isList !== true && value.isMany && target.kind === 'path') {
    const [source] = value.paths;
    return {
      ...base,
      code: 'target.loop',
      message: `${target.path.slice(1)} takes one value, found a list: ${target.text}`,
      ...(source === undefined ? {} : { source }),
      fixes: [replaceFix(text, target.value, { name: 'Take the first', put: `(${target.text})[0]` })],
    };
  }
  const isOne = !value.isMany && value.kinds === OBJECT && value.members !== undefined;
  if (field.isList === true && isOne && target.kind === 'group' && !target.text.startsWith('[')) {
    return {
      ...base,
      code: 'target.loop',
      message: `${target.path.slice(1)} takes a list, found one object`,
      fixes: [replaceFix(text, target.value, { name: 'Make a list of it', put: `[${target.text}]` })],
    };
  }
  return undefined;
}

const CONVERSIONS: readonly (readonly [to: Kinds, from: Kinds, name: string, call: string])[] = [
  [TEXT, NUMBER | BOOLEAN, 'Make a text of it', '$string'],
  [NUMBER, TEXT | BOOLEAN, 'Make a number of it', '$number'],
  [BOOLEAN, TEXT | NUMBER, 'Make true or false of it', '$boolean'],
];

function kindFinding({ program }: Checked, { target, field, value }: Given): Finding | undefined {
  const wanted = kindsOfField(field);
  const given = value.kinds & ~NULL;
  if (wanted === ANY || value.kinds === ANY || given === 0 || (given & wanted) !== 0) return undefined;
  const fixes = CONVERSIONS.filter(([to, from]) => (wanted & to) !== 0 && (given & ~from) === 0).map(
    ([, , name, call]) => replaceFix(program.text, target.value, { name, put: `${call}(${target.text})` }),
  );
  const [source] = value.paths;
  return {
    code: 'target.type',
    severity: 'error',
    message: `${target.path.slice(1)} takes ${kindsInWords(wanted)}, found ${kindsInWords(given)}`,
    file: PROGRAM_FILE,
    span: target.value,
    target: target.path,
    ...(source === undefined ? {} : { source }),
    fixes: value.isMany ? [] : fixes,
  };
}

/** Words that the field does not know: of a constant an error, of a field of the source a table is missing. */
function wordFinding({ program }: Checked, { target, field, value }: Given): Finding | undefined {
  const { values } = field;
  if (values === undefined || value.words === undefined) return undefined;
  const strange = value.words.filter((word) => !values.includes(word));
  if (strange.length === 0) return undefined;
  const isConstant = value.paths.length === 0;
  const [word] = strange as [string];
  const meant = target.kind === 'constant' ? nearest(word, values, 0.4) : undefined;
  const [source] = value.paths;
  return {
    code: 'target.word',
    severity: isConstant ? 'error' : 'warning',
    message: `${target.path.slice(1)} does not know ${strange
      .slice(0, 3)
      .map((one) => JSON.stringify(one))
      .join(', ')}${strange.length > 3 ? ' and more' : ''}`,
    file: PROGRAM_FILE,
    span: target.value,
    target: target.path,
    ...(source === undefined ? {} : { source }),
    fixes:
      meant === undefined
        ? []
        : [replaceFix(program.text, target.value, { name: `Set it to ${meant}`, put: JSON.stringify(meant) })],
  };
}
