// Turns the lossless tree into the reference's own syntax tree (jsonata 2.2.2, parser.js, processAST), without positions:
// paths flattened to steps, parents resolved, tail calls marked. Shows that both read a program alike. May import its neighbours.
import { bare } from './parse.ts';
import type { Node, Pair, Program, SyntaxFault } from './tree.ts';

/** A node of the reference's tree. Members are those that jsonata documents by its code alone. */
export interface ReferenceNode {
  type?: string;
  [member: string]: unknown;
}

interface Slot {
  label: string;
  level: number;
  index: number;
}

/** What is wrong with a program that can be read but means nothing, such as `a.1`. */
export class MeaningFault extends Error {
  readonly code: string;
  readonly at: Node;
  constructor(code: string, at: Node) {
    super(MEANING_FAULTS[code] ?? code);
    this.code = code;
    this.at = at;
  }
}

const MEANING_FAULTS: Readonly<Record<string, string>> = {
  S0206: 'this part cannot be understood',
  S0207: 'expected an expression, found the end of the program',
  S0209: 'a filter cannot stand behind a grouping',
  S0210: 'one step can be grouped only once',
  S0213: 'a number, true, false or null cannot be a step of a path',
  S0215: 'a variable binding @ must stand before the filters of its step',
  S0216: 'a variable binding @ must stand before the sort of its step',
  S0217: 'there is nothing here whose parent % could be',
};

/**
 * The reference's tree of a program without faults.
 *
 * @throws MeaningFault what jsonata refuses behind the reading: S0207, S0209, S0210, S0213, S0215 to S0217
 */
export function referenceAst(program: Program): ReferenceNode {
  const result = new Conversion(program.root).convert(program.root);
  if (result.type === 'parent' || result['seekingParent'] !== undefined) throw new MeaningFault('S0217', program.root);
  return result;
}

/** All faults of a program: of its reading, or, when there are none, of its meaning. */
export function faultsOf(program: Program): readonly SyntaxFault[] {
  if (program.faults.length > 0) return program.faults;
  try {
    referenceAst(program);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof MeaningFault)) throw thrown;
    const { start, end } = thrown.at;
    return [{ code: thrown.code, message: thrown.message, start, end, position: end }];
  }
}

type Steps = ReferenceNode[];

const steps = (path: ReferenceNode): Steps => path['steps'] as Steps;
const last = (path: ReferenceNode): ReferenceNode => steps(path).at(-1) as ReferenceNode;
const seeking = (node: ReferenceNode): Slot[] | undefined => node['seekingParent'] as Slot[] | undefined;

function tailCall(expression: ReferenceNode): ReferenceNode {
  if (expression.type === 'function' && expression['predicate'] === undefined) {
    return { type: 'lambda', thunk: true, arguments: [], body: expression };
  }
  if (expression.type === 'condition') {
    expression['then'] = tailCall(expression['then'] as ReferenceNode);
    if (expression['else'] !== undefined) expression['else'] = tailCall(expression['else'] as ReferenceNode);
  } else if (expression.type === 'block') {
    const list = expression['expressions'] as ReferenceNode[];
    if (list.length > 0) list[list.length - 1] = tailCall(list.at(-1) as ReferenceNode);
  }
  return expression;
}

class Conversion {
  /** Nodes that a `[]` behind them, or behind their filters, tells to keep arrays. */
  readonly #keeps = new Set<Node>();
  readonly #parents: { slot: Slot }[] = [];
  #at: Node;
  /** Inside what the reference copies through JSON, which empties regular expressions. */
  #copied = false;

  constructor(root: Node) {
    this.#at = root;
  }

  convert(node: Node): ReferenceNode {
    const outer = this.#at;
    this.#at = node;
    const result = this.#convert(node);
    if (this.#keeps.has(node)) result['keepArray'] = true;
    this.#at = outer;
    return result;
  }

  #convert(node: Node): ReferenceNode {
    switch (node.kind) {
      case 'name':
        return {
          type: 'path',
          steps: [this.#kept(node, { type: 'name', value: node.value })],
          ...(this.#keeps.has(node) ? { keepSingletonArray: true } : {}),
        };
      case 'variable':
        return { type: 'variable', value: node.name };
      case 'literal':
        return {
          type: typeof node.value === 'string' ? 'string' : typeof node.value === 'number' ? 'number' : 'value',
          value: node.value,
        };
      case 'regex':
        return { type: 'regex', value: this.#copied ? {} : String(new RegExp(node.pattern, `${node.flags}g`)) };
      case 'wildcard':
        return { type: 'wildcard', value: '*' };
      case 'descendant':
        return { type: 'descendant', value: '**' };
      case 'placeholder':
        return { type: 'operator', value: '?' };
      case 'parent':
        return this.#parent();
      case 'negate':
        return this.#negate(node.operand);
      case 'binary':
        return this.#binary(node);
      case 'map':
        return this.#map(node);
      case 'keep-array':
        return this.#keepArray(node);
      case 'filter':
        return this.#filter(node);
      case 'group':
        return this.#group(node);
      case 'object':
        return this.#object(node.pairs);
      case 'array':
        return this.#list('unary', '[', node.items);
      case 'range': {
        const from = this.convert(node.from);
        return this.#pushed({ type: 'binary', value: '..', lhs: from, rhs: this.convert(node.to) }, ['lhs', 'rhs']);
      }
      case 'sort':
        return this.#sort(node);
      case 'bind': {
        const lhs = this.convert(node.variable);
        return this.#pushed({ type: 'bind', value: ':=', lhs, rhs: this.convert(node.value) }, ['rhs']);
      }
      case 'focus':
        return this.#focus(node);
      case 'index':
        return this.#index(node);
      case 'call':
        return this.#call(node);
      case 'lambda':
        return this.#lambda(node);
      case 'condition': {
        const test = this.convert(node.test);
        const then = this.convert(node.then);
        const result = this.#pushed({ type: 'condition', condition: test, then }, ['condition', 'then']);
        return node.otherwise === undefined ? result : this.#otherwise(result, node.otherwise);
      }
      case 'default':
        return this.#default(node);
      case 'block':
        return this.#block(node.expressions);
      case 'transform': {
        const result: ReferenceNode = { type: 'transform', pattern: this.convert(node.pattern) };
        result['update'] = this.convert(node.update);
        if (node.remove !== undefined) result['delete'] = this.convert(node.remove);
        return result;
      }
      case 'missing':
        throw new MeaningFault('S0207', node);
      case 'broken':
        throw new MeaningFault('S0206', node);
    }
  }

  #kept(node: Node, result: ReferenceNode): ReferenceNode {
    if (this.#keeps.has(node)) result['keepArray'] = true;
    return result;
  }

  #parent(): ReferenceNode {
    const index = this.#parents.length;
    const result = { type: 'parent', slot: { label: `!${index}`, level: 1, index } };
    this.#parents.push(result);
    return result;
  }

  #negate(operand: Node): ReferenceNode {
    const expression = this.convert(operand);
    if (expression.type === 'number') {
      expression['value'] = -(expression['value'] as number);
      return expression;
    }
    return this.#pushed({ type: 'unary', value: '-', expression }, ['expression']);
  }

  #binary(node: Extract<Node, { kind: 'binary' }>): ReferenceNode {
    const lhs = this.convert(node.left);
    const rhs = this.convert(node.right);
    if (node.operator === '~>') {
      const keepArray = lhs['keepArray'] || rhs['keepArray'];
      return { type: 'apply', value: '~>', lhs, rhs, ...(keepArray === undefined ? {} : { keepArray }) };
    }
    return this.#pushed({ type: 'binary', value: node.operator, lhs, rhs }, ['lhs', 'rhs']);
  }

  #map(node: Extract<Node, { kind: 'map' }>): ReferenceNode {
    const first = this.convert(node.left);
    const result: ReferenceNode = first.type === 'path' ? first : { type: 'path', steps: [first] };
    if (first.type === 'parent') result['seekingParent'] = [first['slot']];
    const rest = this.convert(node.right);
    if (rest.type === 'path') {
      steps(result).push(...steps(rest));
    } else {
      if (rest['predicate'] !== undefined) {
        rest['stages'] = rest['predicate'];
        delete rest['predicate'];
      }
      steps(result).push(rest);
    }
    for (const step of steps(result)) {
      if (step.type === 'number' || step.type === 'value') throw new MeaningFault('S0213', node);
      if (step.type === 'string') step.type = 'name';
    }
    if (steps(result).some((step) => step['keepArray'] === true)) result['keepSingletonArray'] = true;
    for (const end of [steps(result)[0] as ReferenceNode, last(result)]) {
      if (end.type === 'unary' && end['value'] === '[') end['consarray'] = true;
    }
    this.#resolve(result);
    return result;
  }

  #keepArray(node: Extract<Node, { kind: 'keep-array' }>): ReferenceNode {
    let step: Node = node.base;
    while (step.kind === 'filter' || step.kind === 'keep-array') step = step.base;
    this.#keeps.add(step);
    return this.convert(node.base);
  }

  #filter(node: Extract<Node, { kind: 'filter' }>): ReferenceNode {
    const result = this.convert(node.base);
    const isPath = result.type === 'path';
    const step = isPath ? last(result) : result;
    const member = isPath ? 'stages' : 'predicate';
    if (step['group'] !== undefined) throw new MeaningFault('S0209', node);
    step[member] ??= [];
    const predicate = this.convert(node.predicate);
    const slots = seeking(predicate);
    if (slots !== undefined) {
      for (const slot of slots) {
        if (slot.level === 1) this.#seek(step, slot);
        else slot.level -= 1;
      }
      this.#push(step, predicate);
    }
    (step[member] as unknown[]).push({ type: 'filter', expr: predicate });
    return result;
  }

  #group(node: Extract<Node, { kind: 'group' }>): ReferenceNode {
    const result = this.convert(node.base);
    if (result['group'] !== undefined) throw new MeaningFault('S0210', node);
    result['group'] = { lhs: node.pairs.map((pair) => [this.convert(pair.key), this.convert(pair.value)]) };
    return result;
  }

  #object(pairs: readonly Pair[]): ReferenceNode {
    const result: ReferenceNode = { type: 'unary', value: '{' };
    result['lhs'] = pairs.map((pair) => {
      const key = this.convert(pair.key);
      this.#push(result, key);
      const value = this.convert(pair.value);
      this.#push(result, value);
      return [key, value];
    });
    return result;
  }

  #list(type: string, value: string, items: readonly Node[]): ReferenceNode {
    const result: ReferenceNode = { type, value };
    result['expressions'] = items.map((item) => {
      const converted = this.convert(item);
      this.#push(result, converted);
      return converted;
    });
    return result;
  }

  #sort(node: Extract<Node, { kind: 'sort' }>): ReferenceNode {
    const base = this.convert(node.base);
    const result: ReferenceNode = base.type === 'path' ? base : { type: 'path', steps: [base] };
    const sort: ReferenceNode = { type: 'sort' };
    sort['terms'] = node.terms.map(({ descending, expression }) => {
      const converted = this.convert(expression);
      this.#push(sort, converted);
      return { descending, expression: converted };
    });
    steps(result).push(sort);
    this.#resolve(result);
    return result;
  }

  #focus(node: Extract<Node, { kind: 'focus' | 'index' }>): ReferenceNode {
    const result = this.convert(node.base);
    const step = result.type === 'path' ? last(result) : result;
    if (step['stages'] !== undefined || step['predicate'] !== undefined) throw new MeaningFault('S0215', node);
    if (step.type === 'sort') throw new MeaningFault('S0216', node);
    if (this.#keeps.has(node)) step['keepArray'] = true;
    step['focus'] = variableName(node.variable);
    step['tuple'] = true;
    return result;
  }

  #index(node: Extract<Node, { kind: 'focus' | 'index' }>): ReferenceNode {
    const base = this.convert(node.base);
    const isPath = base.type === 'path';
    const step = isPath ? last(base) : base;
    const result: ReferenceNode = isPath ? base : { type: 'path', steps: [base] };
    if (!isPath && step['predicate'] !== undefined) {
      step['stages'] = step['predicate'];
      delete step['predicate'];
    }
    const value = variableName(node.variable);
    if (step['stages'] === undefined) step['index'] = value;
    else (step['stages'] as unknown[]).push({ type: 'index', value });
    step['tuple'] = true;
    return result;
  }

  #call(node: Extract<Node, { kind: 'call' }>): ReferenceNode {
    const partial = node.arguments.some((argument) => argument.kind === 'placeholder');
    const result: ReferenceNode = { type: partial ? 'partial' : 'function', value: '(' };
    result['arguments'] = node.arguments.map((argument) => {
      const converted = this.convert(argument);
      this.#push(result, converted);
      return converted;
    });
    result['procedure'] = this.convert(node.callee);
    return result;
  }

  #lambda(node: Extract<Node, { kind: 'lambda' }>): ReferenceNode {
    const result: ReferenceNode = {
      type: 'lambda',
      arguments: node.parameters.map((parameter) => ({
        type: 'variable',
        value: variableName(parameter),
        ...(parameter.kind === 'keep-array' ? { keepArray: true } : {}),
      })),
    };
    if (node.signature !== undefined) result['signature'] = { definition: node.signature };
    result['body'] = tailCall(this.convert(node.body));
    return result;
  }

  #otherwise(result: ReferenceNode, otherwise: Node): ReferenceNode {
    result['else'] = this.convert(otherwise);
    return this.#pushed(result, ['else']);
  }

  #default(node: Extract<Node, { kind: 'default' }>): ReferenceNode {
    const outer = this.#copied;
    this.#copied = true;
    const copy = this.convert(node.left);
    this.#copied = outer;
    const result: ReferenceNode = { type: 'condition' };
    if (node.operator === '?:') {
      result['condition'] = copy;
    } else {
      const exists: ReferenceNode = { type: 'function', value: '(', arguments: [copy] };
      this.#push(exists, copy);
      exists['procedure'] = { type: 'variable', value: 'exists' };
      result['condition'] = exists;
    }
    this.#push(result, result['condition'] as ReferenceNode);
    result['then'] = this.convert(node.left);
    this.#push(result, result['then'] as ReferenceNode);
    return this.#otherwise(result, node.right);
  }

  #block(expressions: readonly Node[]): ReferenceNode {
    const result: ReferenceNode = { type: 'block' };
    result['expressions'] = expressions.map((expression) => {
      const part = this.convert(expression);
      this.#push(result, part);
      const first = part.type === 'path' ? steps(part)[0] : undefined;
      if (part['consarray'] !== undefined || first?.['consarray'] !== undefined) result['consarray'] = true;
      return part;
    });
    return result;
  }

  #pushed(result: ReferenceNode, members: readonly string[]): ReferenceNode {
    for (const member of members) this.#push(result, result[member] as ReferenceNode);
    return result;
  }

  /** Hands the parents that a part looks for on to what it is a part of. */
  #push(result: ReferenceNode, value: ReferenceNode): void {
    const own = seeking(value);
    if (own === undefined && value.type !== 'parent') return;
    const slots = own ?? [];
    if (value.type === 'parent') slots.push(value['slot'] as Slot);
    const above = seeking(result);
    if (above === undefined) result['seekingParent'] = slots;
    else above.push(...slots);
  }

  #seek(node: ReferenceNode, slot: Slot): Slot {
    switch (node.type) {
      case 'name':
      case 'wildcard':
        slot.level -= 1;
        if (slot.level === 0) {
          const ancestor = node['ancestor'] as Slot | undefined;
          if (ancestor !== undefined) (this.#parents[slot.index] as { slot: Slot }).slot.label = ancestor.label;
          node['ancestor'] = slot;
          node['tuple'] = true;
        }
        return slot;
      case 'parent':
        slot.level += 1;
        return slot;
      case 'block': {
        const list = node['expressions'] as ReferenceNode[];
        if (list.length === 0) return slot;
        node['tuple'] = true;
        return this.#seek(list.at(-1) as ReferenceNode, slot);
      }
      case 'path': {
        node['tuple'] = true;
        let index = steps(node).length - 1;
        let found = this.#seek(steps(node)[index] as ReferenceNode, slot);
        index -= 1;
        while (found.level > 0 && index >= 0) {
          found = this.#seek(steps(node)[index] as ReferenceNode, found);
          index -= 1;
        }
        return found;
      }
      default:
        throw new MeaningFault('S0217', this.#at);
    }
  }

  #resolve(path: ReferenceNode): void {
    const step = last(path);
    const slots = seeking(step) ?? [];
    if (step.type === 'parent') slots.push(step['slot'] as Slot);
    // The list may grow while it is gone through.
    for (let at = 0; at < slots.length; at += 1) this.#resolveOne(path, slots[at] as Slot);
  }

  #resolveOne(path: ReferenceNode, wanted: Slot): void {
    let slot = wanted;
    let index = steps(path).length - 2;
    while (slot.level > 0) {
      if (index < 0) {
        const above = seeking(path);
        if (above === undefined) path['seekingParent'] = [slot];
        else above.push(slot);
        return;
      }
      let step = steps(path)[index] as ReferenceNode;
      index -= 1;
      while (
        index >= 0 &&
        step['focus'] !== undefined &&
        (steps(path)[index] as ReferenceNode)['focus'] !== undefined
      ) {
        step = steps(path)[index] as ReferenceNode;
        index -= 1;
      }
      slot = this.#seek(step, slot);
    }
  }
}

function variableName(node: Node): string {
  const variable = bare(node);
  return variable.kind === 'variable' ? variable.name : '';
}
