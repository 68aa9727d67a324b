// Conditions as predicates: whether they hold, and nothing else. Imports conditions, operands and operators.
import type { CompareCondition, Condition } from './conditions.ts';
import type { CompiledOperand, Operands, Read, Run } from './operands.ts';
import { fixedTest, type Operator, operatorNamed, type Test } from './operators.ts';

export interface Predicate {
  /** `true` when it holds. A comparison by itself passes on whatever its operator gave. */
  readonly holds: (run: Run) => unknown;
  /** Whether evaluating it may throw: then it is evaluated even where its siblings have decided, as in the reference. */
  readonly mayThrow: boolean;
}

export interface PredicateOptions {
  readonly operands: Operands;
  readonly unknownIsError: boolean;
  /** Operators beyond the library. */
  readonly foreign: Readonly<Record<string, Test>>;
}

/** What only the reference says in its own words: it is asked again whenever compiled code throws. */
export class NoSuchCondition extends Error {
  constructor(what: string) {
    super(`there is no ${what}`);
    this.name = 'NoSuchCondition';
  }
}

const throwing = (what: string): Predicate => ({
  mayThrow: true,
  holds() {
    throw new NoSuchCondition(what);
  },
});

/**
 * Asks the members of a fact one by one instead of making a list of them first. A list of one that stands for itself is
 * left to `otherwise`.
 */
function membersTest(operand: CompiledOperand, operator: Operator, value: Read, otherwise: Read): Read | undefined {
  const { members } = operator;
  const each = operand.path?.each;
  if (members === undefined || each === undefined || operand.shared) return undefined;
  const { test, every, negated } = members;
  return (run) => {
    const fact = operand.fact(run);
    if (typeof fact !== 'object' || fact === null) return otherwise(run);
    const other = value(run);
    let met = false;
    let single = false;
    const ended = each(fact, (member, many) => {
      met = true;
      single = !many;
      return single || Boolean(test(member, other)) !== every;
    });
    if (single) return otherwise(run);
    // Nothing at the path is no list, of which nothing holds.
    return (met && ended !== every) !== negated;
  };
}

function comparePredicate(condition: CompareCondition, options: PredicateOptions): Predicate {
  const operator = operatorNamed(condition.operator, options.foreign);
  if (operator === undefined) return throwing(`operator ${JSON.stringify(condition.operator)}`);
  const operand = options.operands.of(condition.operand);
  const { read } = operand;
  const { value } = condition;
  const fixed = 'fixed' in value ? { value: value.fixed } : undefined;
  const mayThrow = options.unknownIsError || operator.mayThrow(fixed);
  if ('fixed' in value) {
    const test = fixedTest(operator, value.fixed);
    const holds: Read = (run) => test(read(run));
    return { mayThrow, holds: membersTest(operand, operator, () => value.fixed, holds) ?? holds };
  }
  const other = options.operands.readValue(value, condition.operand);
  const { test } = operator;
  const holds: Read = (run) => {
    const right = other(run);
    return test(read(run), right);
  };
  return { mayThrow, holds: membersTest(operand, operator, other, holds) ?? holds };
}

/** The members of one priority: what may throw is evaluated in any case, the rest until it is decided. */
function setPredicate(members: readonly Predicate[], every: boolean): Predicate {
  const risky = members.filter((member) => member.mayThrow).map((member) => member.holds);
  const safe = members.filter((member) => !member.mayThrow).map((member) => member.holds);
  const all = [...risky, ...safe];
  const first = risky.length;
  const decided = !every;
  if (first === 0 && safe.length === 2) {
    const [one, two] = safe as [Read, Read];
    const holds: Read = every
      ? (run) => one(run) === true && two(run) === true
      : (run) => one(run) === true || two(run) === true;
    return { mayThrow: false, holds };
  }
  return {
    mayThrow: first > 0,
    holds(run) {
      let result = every;
      for (let index = 0; index < all.length; index += 1) {
        if (index >= first && result === decided) return result;
        if (((all[index] as Read)(run) === true) === decided) result = decided;
      }
      return result;
    },
  };
}

function groupPredicate(kind: 'all' | 'any', sets: readonly (readonly Predicate[])[]): Predicate {
  const every = kind === 'all';
  const [first, ...more] = sets;
  // An empty group holds, `any` too.
  if (first === undefined) return { mayThrow: false, holds: () => true };
  const single = first.length === 1 && more.length === 0 ? first[0] : undefined;
  // json-rules-engine hands on what the only member gives, `true` or not.
  if (single !== undefined) return single;
  const compiled = sets.map((set) => setPredicate(set, every));
  const [only] = compiled as [Predicate];
  if (compiled.length === 1) return only;
  return {
    mayThrow: compiled.some((set) => set.mayThrow),
    holds: (run) => (every ? compiled.every((set) => set.holds(run)) : compiled.some((set) => set.holds(run))),
  };
}

/** A group inside another holds only by `true`, whatever its only member gave. */
const insideGroup = ({ holds, mayThrow }: Predicate): Predicate => ({ mayThrow, holds: (run) => holds(run) === true });

/** Compiles one condition. */
export function compilePredicate(condition: Condition, options: PredicateOptions): Predicate {
  switch (condition.kind) {
    case 'compare':
      return comparePredicate(condition, options);
    case 'reference':
      return condition.member === undefined
        ? throwing(`condition ${JSON.stringify(condition.name)}`)
        : compileInside(condition.member, options);
    case 'not': {
      const { holds, mayThrow } = compileInside(condition.member, options);
      return { mayThrow, holds: (run) => !holds(run) };
    }
    default:
      return groupPredicate(
        condition.kind,
        condition.sets.map((set) => set.map((member) => compileInside(member, options))),
      );
  }
}

function compileInside(condition: Condition, options: PredicateOptions): Predicate {
  const predicate = compilePredicate(condition, options);
  return condition.kind === 'compare' || condition.kind === 'reference' ? predicate : insideGroup(predicate);
}
