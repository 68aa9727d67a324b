// Conditions evaluated with everything they saw: slower than predicates, and the same answers. Imports conditions, operands, operators.
import type { CompareCondition, Condition, GroupCondition } from './conditions.ts';
import type { ExplainedComparison, ExplainedCondition } from './explanation.ts';
import type { Read, Run } from './operands.ts';
import { operatorNamed } from './operators.ts';
import type { PredicateOptions } from './predicate.ts';

/** Takes the first failure of a run. */
export interface Failures {
  first: string | undefined;
}

export interface Explainer {
  /** Never throws: a comparison that fails says so, and `failures` keeps the first. */
  readonly explain: (run: Run, failures: Failures) => ExplainedCondition;
  /** The account of a condition that was not evaluated. */
  readonly skip: () => ExplainedCondition;
}

function comparison(condition: CompareCondition, options: PredicateOptions): Explainer {
  const { at, value, operator: name } = condition;
  const { fact, path } = condition.operand;
  const operator = operatorNamed(name, options.foreign);
  const { read } = options.operands.of(condition.operand);
  const fixed = 'fixed' in value ? value.fixed : undefined;
  const other: Read = 'fixed' in value ? () => fixed : options.operands.readValue(value, condition.operand);
  const untold = (error: string | undefined): ExplainedComparison => ({
    kind: 'compare',
    at,
    result: undefined,
    fact,
    path,
    operator: name,
    seen: undefined,
    value: fixed,
    error,
  });
  const skip = () => untold(undefined);
  const failed = (error: string, failures: Failures): ExplainedComparison => {
    failures.first ??= error;
    return untold(error);
  };
  if (operator === undefined) {
    const missing = `there is no operator ${JSON.stringify(name)}`;
    return { skip, explain: (_run, failures) => failed(missing, failures) };
  }
  const { test } = operator;
  return {
    skip,
    explain(run, failures) {
      try {
        const right = other(run);
        const seen = read(run);
        // An operator from outside the library may give something else; it is told as it is, as the reference does.
        const result = test(seen, right) as boolean;
        return { kind: 'compare', at, result, fact, path, operator: name, seen, value: right, error: undefined };
      } catch (thrown) {
        return failed(thrown instanceof Error ? thrown.message : String(thrown), failures);
      }
    },
  };
}

function group(condition: GroupCondition, options: PredicateOptions): Explainer {
  const { kind, at } = condition;
  const every = kind === 'all';
  const members = condition.members.map((member) => inside(member, options));
  const skip = (): ExplainedCondition => ({ kind, at, result: undefined, members: members.map((one) => one.skip()) });
  if (members.length === 0) return { skip, explain: () => ({ kind, at, result: true, members: [] }) };
  const [only] = members as [Explainer];
  if (members.length === 1) {
    return {
      skip,
      explain(run, failures) {
        const told = only.explain(run, failures);
        return { kind, at, result: told.result, members: [told] };
      },
    };
  }
  if (condition.sets.length === 1) {
    return {
      skip,
      explain(run, failures) {
        const told = members.map((member) => member.explain(run, failures));
        const result = every ? told.every(isTrue) : told.some(isTrue);
        return { kind, at, result, members: told };
      },
    };
  }
  const places = new Map(condition.members.map((member, index) => [member, index]));
  const sets = condition.sets.map((set) => set.map((member) => places.get(member) as number));
  return {
    skip,
    explain(run, failures) {
      const told = new Array<ExplainedCondition>(members.length);
      let result = every;
      let decided = false;
      for (const set of sets) {
        for (const index of set) {
          const member = members[index] as Explainer;
          told[index] = decided ? member.skip() : member.explain(run, failures);
        }
        if (decided) continue;
        const reached = set.map((index) => told[index] as ExplainedCondition);
        result = every ? reached.every(isTrue) : reached.some(isTrue);
        decided = result !== every;
      }
      return { kind, at, result, members: told };
    },
  };
}

const isTrue = ({ result }: ExplainedCondition): boolean => result === true;

/** A group inside another holds only by `true`, whatever its only member gave. */
function inside(condition: Condition, options: PredicateOptions): Explainer {
  const explainer = explainerOf(condition, options);
  if (condition.kind === 'compare' || condition.kind === 'reference') return explainer;
  return {
    skip: explainer.skip,
    explain(run, failures) {
      const told = explainer.explain(run, failures);
      return typeof told.result === 'boolean' ? told : { ...told, result: false };
    },
  };
}

/** Compiles the account of one condition. */
export function explainerOf(condition: Condition, options: PredicateOptions): Explainer {
  const { at } = condition;
  switch (condition.kind) {
    case 'compare':
      return comparison(condition, options);
    case 'reference': {
      const { name } = condition;
      if (condition.member === undefined) {
        const none = { kind: 'reference', at, result: undefined, name, member: undefined } as const;
        return {
          skip: () => none,
          explain(_run, failures) {
            failures.first ??= `there is no condition ${JSON.stringify(name)}`;
            return none;
          },
        };
      }
      const member = inside(condition.member, options);
      return {
        skip: () => ({ kind: 'reference', at, result: undefined, name, member: member.skip() }),
        explain(run, failures) {
          const told = member.explain(run, failures);
          return { kind: 'reference', at, result: told.result, name, member: told };
        },
      };
    }
    case 'not': {
      const member = inside(condition.member, options);
      return {
        skip: () => ({ kind: 'not', at, result: undefined, members: [member.skip()] }),
        explain(run, failures) {
          const told = member.explain(run, failures);
          return { kind: 'not', at, result: !told.result, members: [told] };
        },
      };
    }
    default:
      return group(condition, options);
  }
}
