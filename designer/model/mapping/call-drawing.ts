// How a call is drawn: an input for each argument, named and typed by the function's specification, and the next one that it could
// be given. Pure; may import its neighbours and ../language/.
import type { Expression } from '../../../runtime/engine/outline/expression.ts';
import { bindMember, type Scope } from '../../../runtime/engine/outline/scope.ts';
import { KNOWN_FUNCTIONS } from '../language/functions.ts';
import { ANY, BOOLEAN, FUNCTION, type Kinds, NUMBER, OBJECT, TEXT } from '../language/kinds.ts';
import type { Drawing, OpenPart, Part } from './drawing.ts';

const WORDS: readonly (readonly [Kinds, string])[] = [
  [TEXT, 'text'],
  [NUMBER, 'number'],
  [BOOLEAN, 'yes or no'],
  [OBJECT, 'group'],
  [FUNCTION, 'function'],
];

const typeWord = (kinds: Kinds, isList: boolean): string | undefined => {
  if (isList) return 'list';
  if ((kinds & ANY) === ANY) return undefined;
  const words = WORDS.filter(([kind]) => (kinds & kind) !== 0).map(([, word]) => word);
  return words.length === 0 ? undefined : words.join(' or ');
};

interface NamedParameter {
  readonly name: string;
  readonly type?: string;
  readonly isOptional: boolean;
  readonly isRepeated?: boolean;
}

/** Parameters of a function: of the library and of JSONata out of their specifications, of the program's own out of its text. */
export function parametersOf(name: string, scope: Scope): readonly NamedParameter[] {
  const own = scope.hidden.has(name) ? undefined : scope.variables.get(name)?.value;
  if (own?.kind === 'lambda') return own.parameters.map((parameter) => ({ name: parameter, isOptional: false }));
  if (own !== undefined || scope.hidden.has(name)) return [];
  const known = KNOWN_FUNCTIONS.get(name);
  return (known?.parameters ?? []).map((parameter, index) => {
    const says = known?.signature.parameters[index];
    const type = says === undefined ? undefined : typeWord(says.kinds, says.isList);
    return {
      name: parameter.name,
      isOptional: parameter.optional,
      ...(says?.repeated === true ? { isRepeated: true } : {}),
      ...(type === undefined ? {} : { type }),
    };
  });
}

/** @returns undefined for a call of anything but a name */
export function callDrawing(node: Expression & { kind: 'call' }, scope: Scope): Drawing | undefined {
  if (node.callee.kind !== 'variable') return undefined;
  const name = node.callee.value;
  const parameters = parametersOf(name, scope);
  const [list] = node.args;
  const parts = node.args.map((expression, index): Part => {
    const parameter = parameters[index] ?? (parameters.at(-1)?.isRepeated === true ? parameters.at(-1) : undefined);
    const [first] = expression.kind === 'lambda' ? expression.parameters : [];
    // `$map(lines, function($line) { … })`: the parameter stands for a member of the list.
    const inner =
      first === undefined || list === undefined || list === expression ? scope : bindMember(scope, first, list);
    return {
      label: parameter?.name ?? `${index + 1}`,
      ...(parameter?.type === undefined ? {} : { type: parameter.type }),
      expression,
      scope: inner,
      role: 'argument',
    };
  });
  const next = parameters[node.args.length];
  const open: OpenPart | undefined =
    next === undefined
      ? undefined
      : {
          label: next.name,
          ...(next.type === undefined ? {} : { type: next.type }),
          at: node.args.at(-1)?.end ?? node.end - 1,
          before: node.args.length === 0 ? '' : ', ',
        };
  return {
    kind: 'call',
    title: `$${name}`,
    parts,
    ...(open === undefined ? {} : { open }),
    ...(parts.length === 0 ? {} : { main: 0 }),
  };
}
