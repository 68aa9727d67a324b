// Turns what went wrong into exceptions: whose it is, and which others one correction would release with it.
import { ERROR_CODES, type ErrorJson } from '../engine/errors.ts';
import type { Decision } from '../engine/judge.ts';
import type { Settlement } from '../engine/settle.ts';
import type { NewException } from '../store/exceptions.ts';

type Draft = Omit<NewException, 'subject'>;

/** What one correction would release: the code with the table, rule or field it is about. */
function causeOf(error: ErrorJson): string {
  // A missing row is one correction for every mapping that looks into the table.
  const unmapped = error.code === 'mapping.unmapped';
  const parts = [
    error.code,
    error.subject,
    unmapped ? error.actual : undefined,
    unmapped ? undefined : error.at?.file,
    error.at?.path?.replace(/\/\d+/g, '/*'),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

/** The exception of an error; `owner` is the mapping's. */
export function errorException(error: ErrorJson, owner: string): Draft {
  const { category } = ERROR_CODES[error.code];
  return {
    code: error.code,
    category,
    owner,
    severity: 'block',
    cause: causeOf(error),
    message: error.message,
    ...(error.at?.path === undefined ? {} : { path: error.at.path }),
    ...(error.help === undefined ? {} : { help: error.help }),
    detail: error,
  };
}

/** The exception of a rule that blocks. */
export function decisionException(decision: Decision): Draft {
  return {
    code: 'rule.blocked',
    category: 'rule',
    owner: decision.owner,
    severity: decision.severity,
    cause: `${decision.ruleset}/${decision.rule}`,
    path: decision.path,
    message: decision.message,
    ...(decision.help === undefined ? {} : { help: decision.help }),
    detail: decision,
  };
}

/** What to do about a conflict with the state. */
const CONFLICT_HELP: Readonly<Record<Settlement['conflicts'][number]['code'], string>> = {
  'state.ownership':
    'Ask the owner of the field whether the value is right; it changes when the owner says so. Then discard this exception.',
  'state.transition':
    'Find out which system is right. Have the owner of the status state it again, then replay; discard what is out of date.',
  'state.conflict': 'Correct what contradicts, in the source or by a count of the owner, and replay.',
};

/** The exceptions of a document that could not enter the state, or not with all it says. */
export function settlementExceptions(
  settlement: Pick<Settlement, 'error' | 'outcome' | 'intake' | 'conflicts'>,
  owner: string,
): Draft[] {
  if (settlement.error !== undefined) return [errorException(settlement.error, owner)];
  if (settlement.outcome === 'held') {
    return settlement.intake.decisions.filter((decision) => decision.severity === 'block').map(decisionException);
  }
  return settlement.conflicts.map((conflict) => ({
    code: conflict.code,
    category: 'state',
    owner: conflict.owner,
    severity: conflict.severity,
    cause: `${conflict.code} ${conflict.path.replace(/\/\d+/g, '/*')}`,
    path: conflict.path,
    message: conflict.message,
    help: CONFLICT_HELP[conflict.code],
    detail: conflict,
  }));
}
