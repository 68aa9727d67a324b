// Who calls, and who may: the declarations that every route picks one of. Imports the words of roles only.
import type { Role } from '../model/roles.ts';

/** What a route asks of whoever calls it. */
export interface Access {
  /** Any one of these is enough. */
  readonly roles: readonly Role[];
  /** Nobody has to say who he is. */
  readonly anyone?: true;
  /** A source whose requests are signed needs nothing else: the handler verifies the signature. */
  readonly signed?: true;
  /** The answer is made of what the caller himself has just sent: there is nothing to mask. */
  readonly own?: true;
  /** The answer is exact bytes, which cannot be masked: only for whoever may see all of it. */
  readonly exact?: true;
}

const PEOPLE = ['viewer', 'operator', 'analyst', 'approver', 'admin'] as const;

/** Health, the contract, and what a login page is made of: holds no data of messages. */
export const PUBLIC: Access = { roles: [], anyone: true };
/** Machine intake by token. */
export const INTAKE: Access = { roles: ['sender', 'operator', 'admin'], own: true };
/** Machine intake of a configured source: by its signature, or by token. */
export const SIGNED_INTAKE: Access = { ...INTAKE, signed: true };
/** Metrics hold counts, no values of messages. */
export const MONITOR: Access = { roles: [...PEOPLE, 'monitor'] };
/** Everybody who is a person; what is personal in the answer is masked by role. */
export const READ: Access = { roles: PEOPLE };
/** Exact bytes of messages. */
export const READ_EXACT: Access = { ...READ, exact: true };
/** Unmasked answers for a reason that is written down. */
export const REVEAL: Access = { roles: ['operator', 'admin'], own: true };
/** Work on the exception queue. */
export const OPERATE: Access = { roles: ['operator', 'admin'] };
/** Trying out and testing mappings and rules without changing anything that runs. */
export const TRY: Access = { roles: ['operator', 'analyst', 'approver', 'admin'] };
/** The same with a message that the caller sends along. */
export const TRY_OWN: Access = { ...TRY, own: true };
/** Changes of mappings, rules and tables. */
export const CHANGE: Access = { roles: ['analyst', 'admin'] };
/** Decisions on changes. */
export const APPROVE: Access = { roles: ['approver', 'admin'] };
/** What was done, by whom, and when. */
export const AUDIT: Access = { roles: ['approver', 'admin'] };
/** Tokens, keys, bundles, the audit log. */
export const ADMINISTER: Access = { roles: ['admin'] };

/** Whoever a request comes from, once that is known. */
export interface Caller {
  /** A person's or token's name, as the audit log has it. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** `local`: a process on this machine while no login is required. */
  readonly via: 'local' | 'token' | 'session' | 'signature' | 'nobody';
  /** The only sources that a token may hand in messages of; without it any. */
  readonly sources?: readonly string[];
}

export const NOBODY: Caller = { name: 'nobody', roles: [], via: 'nobody' };

/** Whoever works on the machine itself, while no login is required. */
export const LOCAL: Caller = { name: 'local', roles: ['admin'], via: 'local' };

export const mayCall = (caller: Caller, access: Access): boolean =>
  access.anyone === true || access.roles.some((role) => caller.roles.includes(role));
