// What is wrong with the expressions: fields that the source does not have, names that nothing defines, arguments that a function does not take.
// Pure; may import its neighbours, ../analysis/, ../language/ and ../mapping/.

import { writtenName } from '../../../runtime/engine/outline/expression.ts';
import type { Program } from '../../../runtime/engine/outline/program.ts';
import type { Node, Span } from '../../../runtime/engine/syntax/tree.ts';
import { childrenOf } from '../../../runtime/engine/syntax/tree.ts';
import type { Call, Reference } from '../analysis/record.ts';
import { variablesIn } from '../analysis/scope.ts';
import { KNOWN_FUNCTIONS } from '../language/functions.ts';
import { ANY, FUNCTION, kindsInWords, NULL } from '../language/kinds.ts';
import type { SignatureParameter } from '../language/signature.ts';
import type { Finding, Fix } from './finding.ts';
import { type Checked, PROGRAM_FILE, replaceFix } from './input.ts';
import { nearest } from './nearest.ts';

/** The innermost target whose value holds a place of the program. */
export function targetAround(program: Program, span: Span): string | undefined {
  let found: { readonly path: string; readonly length: number } | undefined;
  for (const { path, value } of program.targets) {
    const length = value.end - value.start;
    if (value.start <= span.start && span.end <= value.end && (found === undefined || length < found.length)) {
      found = { path, length };
    }
  }
  return found?.path;
}

const around = (program: Program, span: Span): { readonly target?: string } => {
  const target = targetAround(program, span);
  return target === undefined ? {} : { target };
};

/** Fields that are read and that no schema or sample has. One that the program asks for may be missing everywhere. */
export function deadSources(input: Checked): Finding[] {
  const { analysis, program } = input;
  if (input.isSourceOpen === true || input.sourceIndex.isEmpty) return [];
  const asked = new Set(analysis.references.filter((one) => one.isTentative).flatMap(({ paths }) => paths));
  return analysis.references
    .filter(({ isThere, isTentative, paths }) => !isThere && !isTentative && !paths.some((path) => asked.has(path)))
    .map((reference): Finding => {
      const [source = ''] = reference.paths;
      return {
        code: 'source.dead',
        severity: 'warning',
        message: `the source has no field ${source.slice(1)}`,
        file: PROGRAM_FILE,
        span: { start: reference.start, end: reference.end },
        ...around(program, reference),
        source,
        fixes: deadFixes(input, reference),
      };
    });
}

function deadFixes({ program, sourceIndex }: Checked, reference: Reference): Fix[] {
  const names = reference.paths.flatMap((path) => {
    const below = sourceIndex.below(path.slice(0, path.lastIndexOf('/'))) ?? [];
    return below.map(({ name }) => name);
  });
  const meant = nearest(reference.name, names);
  if (meant === undefined) return [];
  return [replaceFix(program.text, reference, { name: `Read ${meant}`, put: writtenName(meant) })];
}

/** Variables and functions that nothing defines. */
export function unknownNames({ analysis, program }: Checked): Finding[] {
  return analysis.unknown.map(({ start, end, name, isCalled, scope }): Finding => {
    const bound = variablesIn(scope).keys();
    const meant = nearest(name, isCalled ? [...bound, ...KNOWN_FUNCTIONS.keys()] : bound);
    return {
      code: 'name.unknown',
      severity: isCalled ? 'error' : 'warning',
      message: `there is no ${isCalled ? 'function' : 'variable'} $${name}`,
      file: PROGRAM_FILE,
      span: { start, end },
      ...around(program, { start, end }),
      fixes:
        meant === undefined
          ? []
          : [replaceFix(program.text, { start, end }, { name: `Use $${meant}`, put: `$${meant}` })],
    };
  });
}

/** Arguments whose kind a function refuses, and calls with too few or too many of them. */
export function callFindings({ analysis, program }: Checked): Finding[] {
  return analysis.calls.flatMap((call) => [...argumentFindings(call, program), ...countFindings(call, program)]);
}

function argumentFindings(call: Call, program: Program): Finding[] {
  const known = KNOWN_FUNCTIONS.get(call.name);
  if (known === undefined) return [];
  const { parameters } = known.signature;
  const needed = parameters.filter(({ fromContext, optional }) => !fromContext && !optional).length;
  // With fewer arguments than parameters jsonata fills in the context: which is which is then not certain.
  if (
    call.args.length < needed ||
    (call.args.length < parameters.length && parameters[0]?.fromContext === true && call.args.length === needed)
  )
    return [];
  return call.args.flatMap(({ start, end, value }, index): Finding[] => {
    const parameter = parameters[index];
    if (parameter === undefined) return [];
    const wanted = wantedKinds(parameter);
    const given = value.kinds & ~NULL;
    if (wanted === ANY || value.kinds === ANY || given === 0 || (given & wanted) !== 0) return [];
    return [
      {
        code: 'call.argument',
        severity: 'error',
        message: `$${call.name} takes ${kindsInWords(wanted)} as ${known.parameters[index]?.name ?? 'argument'}, found ${kindsInWords(given)}`,
        file: PROGRAM_FILE,
        span: { start, end },
        ...around(program, { start, end }),
        fixes: [],
      },
    ];
  });
}

const wantedKinds = (parameter: SignatureParameter) =>
  parameter.isList ? (parameter.members ?? ANY & ~FUNCTION) : parameter.kinds;

function countFindings(call: Call, program: Program): Finding[] {
  const known = KNOWN_FUNCTIONS.get(call.name);
  if (known === undefined) return [];
  const { parameters } = known.signature;
  const most = parameters.some(({ repeated }) => repeated) ? Number.POSITIVE_INFINITY : parameters.length;
  const least = parameters.filter(({ optional, fromContext }) => !optional && !fromContext).length;
  if (call.args.length >= least && call.args.length <= most) return [];
  const expected = call.args.length < least ? `at least ${least}` : `at most ${most}`;
  return [
    {
      code: 'call.arguments',
      severity: 'error',
      message: `${known.call} takes ${expected} ${(call.args.length < least ? least : most) === 1 ? 'value' : 'values'}, found ${call.args.length}`,
      file: PROGRAM_FILE,
      span: { start: call.start, end: call.end },
      ...around(program, call),
      fixes: [],
    },
  ];
}

/** Objects that set a field twice: jsonata refuses them when they are made. */
export function duplicateTargets({ analysis, program }: Checked): Finding[] {
  const found: Finding[] = [];
  const visit = (node: Node): void => {
    if (node.kind === 'object') {
      const seen = new Set<string>();
      for (const [index, pair] of node.pairs.entries()) {
        if (pair.key.kind !== 'literal' || typeof pair.key.value !== 'string') continue;
        const name = pair.key.value;
        const before = node.pairs[index - 1];
        if (seen.has(name) && before !== undefined) {
          found.push({
            code: 'target.duplicate',
            severity: 'error',
            message: `${name} is set twice`,
            file: PROGRAM_FILE,
            span: { start: pair.key.start, end: pair.key.end },
            ...(program.targets.find(({ key }) => key.start === pair.key.start)?.path === undefined
              ? {}
              : { target: program.targets.find(({ key }) => key.start === pair.key.start)?.path as string }),
            fixes: [
              replaceFix(
                program.text,
                { start: before.end, end: pair.end },
                { name: `Remove the second ${name}`, put: '' },
              ),
            ],
          });
        }
        seen.add(name);
      }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(analysis.program.root);
  return found;
}
