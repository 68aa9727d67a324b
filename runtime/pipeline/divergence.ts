// Compiled code that differed from the reference: an exception for the file's owner, and which files stay on the reference for it.
import type { Divergence } from '../engine/compile/program.ts';
import { COMPILER_VERSION } from '../engine/compile/version.ts';
import { ERROR_CODES } from '../engine/errors.ts';
import type { MappingDefinition, RulesetDefinition, Workspace } from '../engine/workspace/definitions.ts';
import { provenHash } from '../engine/workspace/proof.ts';
import { addAudit } from '../store/audit.ts';
import type { Connection, Database } from '../store/database.ts';
import { listExceptions, openOfCauses } from '../store/exception-queue.ts';
import { insertException } from '../store/exceptions.ts';

const CODE = 'engine.diverged';

const HELP =
  'Messages go on through the reference. Run crossdock verify on it: a difference that it finds is a fault of the compiler, to be reported with the case. Discard this when a new proof is in force.';

type Definition = MappingDefinition | RulesetDefinition;

const definitionsOf = ({ mappings, rulesets }: Workspace): Definition[] => [...mappings.values(), ...rulesets.values()];

const ownerOf = (definition: Definition | undefined): string =>
  (definition !== undefined && 'owner' in definition ? definition.owner : definition?.manifest.owner) ?? 'integration';

/** What the divergence is about: another program, or another compiler, has not been seen to differ. */
const aboutOf = (definition: Definition): string => `${provenHash(definition)} ${COMPILER_VERSION}`;

const causeOf = ({ file }: { readonly file: string }): string => `${CODE} ${file}`;

/** The files that were seen to differ, as they now are, and nobody has closed the case yet. */
export function quarantinedFiles(connection: Connection, workspace: Workspace): string[] {
  const open = new Map(
    openOfCauses(connection, `${CODE} `).map(({ cause, detail }) => [
      cause,
      (JSON.parse(detail) as { about?: string }).about,
    ]),
  );
  return definitionsOf(workspace)
    .filter((definition) => open.get(causeOf(definition)) === aboutOf(definition))
    .map(({ file }) => file);
}

/** Raises the exception of a divergence, unless it is open already, and writes it down. */
export function raiseDivergence(
  connection: Connection,
  raised: { divergence: Divergence; workspace: Workspace },
  now: number,
): void {
  const { divergence, workspace } = raised;
  const definition = definitionsOf(workspace).find(({ file }) => file === divergence.file);
  const cause = causeOf(divergence);
  if (listExceptions(connection, { status: 'open', cause, limit: 1 }).length > 0) return;
  insertException(
    connection,
    {
      subject: 'engine',
      mapping: definition?.name ?? divergence.file,
      code: CODE,
      category: ERROR_CODES[CODE].category,
      owner: ownerOf(definition),
      severity: 'warn',
      cause,
      message: `${divergence.file}: compiled code gave ${divergence.native} where the reference answers otherwise; the reference answers from now on`,
      help: HELP,
      detail: { ...divergence, ...(definition === undefined ? {} : { about: aboutOf(definition) }) },
    },
    now,
  );
  addAudit(connection, { actor: 'system:engine', action: 'engine.quarantined', subject: divergence.file }, now);
}

/** What a runner is told of trust, and what it tells. */
export interface Watch {
  readonly quarantined: (workspace: Workspace) => readonly string[];
  readonly onDivergence: (workspace: Workspace, divergence: Divergence) => void;
}

/** @param options.onRaised  called when an exception was raised; `onError` when it could not be */
export function watchOver(
  database: Database,
  options: { clock: () => number; onRaised: (divergence: Divergence) => void; onError: (thrown: unknown) => void },
): Watch {
  return {
    quarantined: (workspace) => quarantinedFiles(database.connection, workspace),
    onDivergence(workspace, divergence) {
      database
        .write((connection) => raiseDivergence(connection, { divergence, workspace }, options.clock()))
        .then(() => options.onRaised(divergence), options.onError);
    },
  };
}
