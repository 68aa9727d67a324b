// How one expression is drawn: as a node with named inputs, or not at all because it is a field, a constant, or nothing that a
// picture makes clearer. Pure; may import its neighbours.
import type { Expression } from '../../../runtime/engine/outline/expression.ts';
import { lookupOf } from '../../../runtime/engine/outline/program.ts';
import { inside, type Scope, scopeOfBlock } from '../../../runtime/engine/outline/scope.ts';
import { callDrawing } from './call-drawing.ts';
import type { Drawing, Part } from './drawing.ts';
import { isLeaf, joinedSteps } from './leaf.ts';
import { binaryDrawing, conditionDrawing } from './operation-drawing.ts';

/**
 * How an expression is drawn.
 *
 * @returns undefined for what is shown as text: fields, constants, variables, and what has no picture
 */
export function drawingOf(node: Expression, scope: Scope): Drawing | undefined {
  if (isLeaf(node)) return undefined;
  const lookup = lookupOf(node);
  if (lookup !== undefined) {
    const title = lookup.column === undefined ? lookup.table : `${lookup.table} · ${lookup.column}`;
    const key: Part = { label: 'key', type: 'text', expression: lookup.key, scope, role: 'fixed' };
    return { kind: 'lookup', title, parts: [key], main: 0 };
  }
  switch (node.kind) {
    case 'call':
      return callDrawing(node, scope);
    case 'condition':
      return conditionDrawing(node, scope);
    case 'binary':
      return binaryDrawing(node, scope);
    case 'negate':
      return {
        kind: 'operation',
        title: '−',
        parts: [{ label: 'of', type: 'number', expression: node.of, scope, role: 'fixed' }],
        main: 0,
      };
    case 'path':
      return pathDrawing(node, scope);
    case 'filter':
    case 'sort':
    case 'group':
      return stepDrawing([node], scope, '');
    case 'array':
      return {
        kind: 'list',
        title: node.items.length === 1 ? 'as a list' : `list of ${node.items.length}`,
        parts: node.items.map(
          (expression, index): Part => ({ label: `${index + 1}`, expression, scope, role: 'item' }),
        ),
        main: 0,
      };
    case 'object':
      return {
        kind: 'object',
        title: 'group of fields',
        parts: node.entries.map(
          ({ key, value }): Part => ({
            label: key.kind === 'string' ? key.value : '(name)',
            expression: value,
            scope,
            role: 'member',
          }),
        ),
      };
    case 'block':
      return blockDrawing(node, scope);
    case 'lambda':
      return {
        kind: 'function',
        title: `function(${node.parameters.map((name) => `$${name}`).join(', ')})`,
        parts: [{ label: 'gives', expression: node.body, scope: insideOf(node, scope), role: 'fixed' }],
      };
    default:
      return undefined;
  }
}

const insideOf = (node: Expression & { kind: 'lambda' }, scope: Scope): Scope => ({
  ...scope,
  // Parameters that stand for members of a list are known already.
  hidden: new Set([
    ...scope.hidden,
    ...node.parameters.filter((name) => scope.members?.some((member) => member.name === name) !== true),
  ]),
});

/** A path: the last step that does more than to name a field is the node; names behind it are told in its title. */
function pathDrawing(node: Expression & { kind: 'path' }, scope: Scope): Drawing | undefined {
  const index = node.steps.findLastIndex((step) => !isLeaf(step));
  const step = node.steps[index];
  if (step === undefined) return undefined;
  const rest = node.steps
    .slice(index + 1)
    .map((one) => (one.kind === 'name' ? `.${one.value}` : '.…'))
    .join('');
  return stepDrawing(node.steps.slice(0, index + 1), scope, rest);
}

function stepDrawing(steps: readonly Expression[], scope: Scope, rest: string): Drawing | undefined {
  const last = steps.at(-1) as Expression;
  const before = steps.slice(0, -1);
  const wasLast = before.length === 0 ? undefined : joinedSteps(before);
  if (last.kind === 'filter' || last.kind === 'sort' || last.kind === 'group') {
    const subject = joinedSteps([...before, last.subject]);
    const within = inside(subject, scope);
    const list: Part = { label: 'list', type: 'list', expression: subject, scope, role: 'fixed' };
    if (last.kind === 'filter') {
      if (last.by === undefined) return drawingOf(subject, scope);
      const isIndex = last.by.kind === 'number' || last.by.kind === 'negate';
      const where: Part = {
        label: isIndex ? 'item' : 'where',
        type: isIndex ? 'number' : 'yes or no',
        expression: last.by,
        scope: within,
        role: 'where',
      };
      return {
        kind: 'filter',
        title: rest === '' ? (isIndex ? 'one of' : 'only where') : rest,
        parts: [list, where],
        main: 0,
      };
    }
    if (last.kind === 'sort') {
      const terms = last.terms.map(
        (expression, index): Part => ({
          label: last.descending[index] === true ? 'by, down' : 'by',
          expression,
          scope: within,
          role: 'term',
        }),
      );
      return { kind: 'sort', title: rest === '' ? 'in order' : `in order · ${rest}`, parts: [list, ...terms], main: 0 };
    }
    const entries = last.entries.flatMap(({ key, value }): Part[] => [
      { label: 'by', type: 'text', expression: key, scope: within, role: 'fixed' },
      { label: 'each', expression: value, scope: within, role: 'fixed' },
    ]);
    return { kind: 'group', title: rest === '' ? 'by key' : rest, parts: [list, ...entries], main: 0 };
  }
  if (wasLast === undefined) {
    // `$f(x).name`, `(a ? b : c).name`: the node is what stands before the names.
    const drawn = drawingOf(last, scope);
    return drawn === undefined ? undefined : { ...drawn, title: `${drawn.title}${rest === '' ? '' : ` · ${rest}`}` };
  }
  const within = inside(wasLast, scope);
  const body = last.kind === 'block' && last.items.length === 1 ? (last.items[0] as Expression) : last;
  return {
    kind: 'loop',
    title: rest === '' ? 'for each' : `for each · ${rest}`,
    parts: [
      { label: 'over', type: 'list', expression: wasLast, scope, role: 'fixed' },
      { label: 'each', expression: body, scope: within, role: 'fixed' },
    ],
    main: 0,
  };
}

function blockDrawing(node: Expression & { kind: 'block' | 'array' }, scope: Scope): Drawing | undefined {
  if (node.items.length === 1) return drawingOf(node.items[0] as Expression, scope);
  let inner = scope;
  const parts = node.items.map((item, index): Part => {
    const label = item.kind === 'bind' ? `$${item.name}` : index === node.items.length - 1 ? 'result' : `${index + 1}`;
    const part: Part = { label, expression: item.kind === 'bind' ? item.value : item, scope: inner, role: 'fixed' };
    inner = scopeOfBlock([item], inner);
    return part;
  });
  return { kind: 'block', title: 'named values', parts, main: parts.length - 1 };
}
