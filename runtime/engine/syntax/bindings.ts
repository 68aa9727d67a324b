// Which binding each variable of a program means. JSONata looks a name up when it is evaluated, in the frames around the place:
// a block, a call of a function, the steps of a path behind `@$v` or `#$i`. Pure; may import its neighbours.
import { childrenOf, type Node, type Span, type VariableNode } from './tree.ts';

/** A name in one frame: everything that gives it a value there. */
export interface Slot {
  readonly name: string;
  /** In the order of the text. */
  readonly sites: readonly Site[];
}

/** A place that gives a name its value. */
export interface Site {
  readonly kind: 'bind' | 'parameter' | 'mark';
  readonly at: Span;
  /** Of `$x := value`. */
  readonly value?: Node;
  /** Which part of its frame it stands in: of a block the expression, -1 for what is there from the beginning. */
  readonly part: number;
  /** The part is this binding and nothing else: behind it the name surely has its value. */
  readonly isPart: boolean;
}

/** What a name means at a place. */
export interface Meaning {
  /** What it may mean: one slot when that is sure, and several where the moment of evaluation decides. */
  readonly slots: readonly Slot[];
  /** It may mean what is known outside of the program, or nothing. */
  readonly isFree: boolean;
}

/** A place that reads a name. */
export interface Use extends Meaning {
  readonly at: Span;
  readonly name: string;
  /** What another name would mean in its place. */
  meaningOf(name: string): Meaning;
}

export interface Bindings {
  readonly slots: readonly Slot[];
  readonly uses: readonly Use[];
  /** Marks that a path in parentheses hands on to the path around it, which `%` makes it do: nobody can say how far they reach. */
  readonly leaking: ReadonlySet<string>;
  /** The slot whose name stands at an offset, where it is given a value or surely read. */
  at(offset: number): Slot | undefined;
}

interface Frame {
  readonly slots: Map<string, Slot & { readonly sites: Site[] }>;
}

/** A frame around a place. */
interface Around {
  readonly frame: Frame;
  readonly part: number;
  /** A function lies between: what stands here is evaluated when that is called, not when it is made. */
  readonly isLater: boolean;
  /** The place is in the value of this binding, which is a part of the frame. */
  readonly within?: Node;
}

interface Reading {
  readonly node: VariableNode;
  /** The innermost first. */
  readonly around: readonly Around[];
}

/** Context and root are no names. */
export const isName = (node: Node): node is VariableNode =>
  node.kind === 'variable' && node.name !== '' && node.name !== '$';

/** Reads the bindings of a program. @param root  its tree, of a text without faults */
export function bindingsOf(root: Node): Bindings {
  const collector = new Collector();
  collector.read(root);
  const slots = collector.frames.flatMap((frame) => [...frame.slots.values()]);
  const uses = collector.readings.map(resolved).sort((a, b) => a.at.start - b.at.start);
  return {
    slots,
    uses,
    leaking: collector.hasParent ? collector.leaking : new Set(),
    at(offset) {
      const holds = ({ start, end }: Span): boolean => start <= offset && offset <= end;
      const own = slots.find((slot) => slot.sites.some((site) => holds(site.at)));
      const use = uses.find((one) => holds(one.at));
      return own ?? (use?.slots.length === 1 ? use.slots[0] : undefined);
    },
  };
}

class Collector {
  readonly frames: Frame[] = [];
  readonly readings: Reading[] = [];
  readonly leaking = new Set<string>();
  hasParent = false;

  read(root: Node): void {
    this.#part(root, [{ frame: this.#frame(), part: 0, isLater: false }]);
  }

  visit(node: Node, around: readonly Around[]): void {
    switch (node.kind) {
      case 'variable':
        if (isName(node)) this.readings.push({ node, around });
        return;
      case 'parent':
        this.hasParent = true;
        return;
      case 'bind':
        this.#bind(node, around, false);
        return;
      case 'block': {
        const frame = this.#frame();
        for (const [part, item] of node.expressions.entries())
          this.#part(item, [{ frame, part, isLater: false }, ...around]);
        return;
      }
      case 'lambda': {
        const frame = this.#frame();
        for (const parameter of node.parameters) this.#site(frame, parameter, { kind: 'parameter', part: -1 });
        this.#part(node.body, [{ frame, part: 0, isLater: false }, ...around.map(later)]);
        return;
      }
      case 'transform':
        for (const part of childrenOf(node)) this.visit(part, around.map(later));
        return;
      default:
        if (isStep(node)) this.#steps(node, around);
        else for (const child of childrenOf(node)) this.visit(child, around);
    }
  }

  #frame(): Frame {
    const frame: Frame = { slots: new Map() };
    this.frames.push(frame);
    return frame;
  }

  #site(frame: Frame, at: Node, { kind, part }: Pick<Site, 'kind' | 'part'>): void {
    if (isName(at)) this.#put(frame, at, { kind, part, at, isPart: true });
  }

  #put(frame: Frame, { name }: VariableNode, site: Site): void {
    const slot = frame.slots.get(name) ?? { name, sites: [] };
    frame.slots.set(name, slot);
    slot.sites.push(site);
  }

  /** One part of a frame, which may be a binding. */
  #part(node: Node, around: readonly Around[]): void {
    if (node.kind === 'bind') this.#bind(node, around, true);
    else this.visit(node, around);
  }

  #bind(node: Node & { kind: 'bind' }, around: readonly Around[], isPart: boolean): void {
    const [here, ...outer] = around as [Around, ...Around[]];
    const { variable, value } = node;
    if (isName(variable)) {
      const site = { kind: 'bind' as const, part: here.part, isPart, at: variable, value };
      this.#put(here.frame, variable, site);
    } else this.visit(variable, around);
    const within = isPart ? { ...here, within: node } : here;
    this.#part(value, [value.kind === 'bind' || here.within !== undefined ? here : within, ...outer]);
  }

  /** A path from its head on; what stands behind a mark sees its name. */
  #steps(node: Node, around: readonly Around[]): void {
    const chain: Node[] = [];
    let head = node;
    for (; isStep(head); head = baseOf(head)) chain.unshift(head);
    this.visit(head, around);
    this.#leaksOf(head);
    let here = around;
    for (const step of chain) {
      const [, ...parts] = childrenOf(step) as [Node, ...Node[]];
      if (step.kind === 'focus' || step.kind === 'index') {
        const frame = this.#frame();
        this.#site(frame, step.variable, { kind: 'mark', part: -1 });
        here = [{ frame, part: 0, isLater: false }, ...here];
        continue;
      }
      for (const part of parts) {
        this.visit(part, here);
        if (step.kind === 'map') this.#leaksOf(part);
      }
    }
  }

  /** Marks in a path in parentheses that is a step of another one. */
  #leaksOf(step: Node): void {
    const last = step.kind === 'block' ? step.expressions.at(-1) : undefined;
    for (let one = last; one !== undefined; one = isStep(one) ? baseOf(one) : undefined) {
      if ((one.kind === 'focus' || one.kind === 'index') && isName(one.variable)) this.leaking.add(one.variable.name);
      if (one.kind === 'map') this.#leaksOf(one.right);
      this.#leaksOf(one);
    }
  }
}

const later = (one: Around): Around => ({ ...one, isLater: true });

type Step = Node & { kind: 'map' | 'filter' | 'keep-array' | 'sort' | 'group' | 'focus' | 'index' };

const STEPS: ReadonlySet<Node['kind']> = new Set(['map', 'filter', 'keep-array', 'sort', 'group', 'focus', 'index']);

/** Kinds that go on from the value before them: a path is a row of them. */
export const isStep = (node: Node): node is Step => STEPS.has(node.kind);

/** What a step goes on from. */
export const baseOf = (node: Step): Node => (node.kind === 'map' ? node.left : node.base);

function resolved({ node, around }: Reading): Use {
  const meaningOf = (name: string): Meaning => meaningAt(around, name);
  return { at: { start: node.start, end: node.end }, name: node.name, ...meaningOf(node.name), meaningOf };
}

function meaningAt(around: readonly Around[], name: string): Meaning {
  const slots: Slot[] = [];
  for (const one of around) {
    const slot = one.frame.slots.get(name);
    const state = slot === undefined ? 'never' : stateAt(slot, one);
    if (slot === undefined || state === 'never') continue;
    slots.push(slot);
    if (state === 'sure') return { slots, isFree: false };
  }
  return { slots, isFree: true };
}

/** Whether a name has its value in a frame when a place in it is evaluated. */
function stateAt(slot: Slot, { part, isLater, within }: Around): 'sure' | 'perhaps' | 'never' {
  if (slot.sites.some((site) => site.isPart && site.part < part)) return 'sure';
  const isOwn = (site: Site): boolean => within?.kind === 'bind' && site.value === within.value;
  // A function that calls itself is called when it has its name.
  if (slot.sites.some((site) => isOwn(site) && site.value?.kind === 'lambda')) return 'sure';
  const isBehind = (site: Site): boolean => site.part > part || isOwn(site);
  return !isLater && slot.sites.every(isBehind) ? 'never' : 'perhaps';
}
