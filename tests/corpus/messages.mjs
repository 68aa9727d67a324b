// Takes every file of a corpus through its format, and the messages of mapped kinds through mapping and rules; counts what became of them by system.
import { formatOf } from '../../dist/runtime/engine/formats/index.js';
import { runMessage } from '../../dist/runtime/engine/message.js';
import { mappingOfFile, mappingOfSet, TECHNICAL_ANSWERS } from './files.mjs';

const count = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

const newTally = () => ({
  files: 0,
  messages: 0,
  mapped: 0,
  processed: 0,
  documents: 0,
  /** Why messages are held: code, or rule, to how many. */
  held: new Map(),
  /** Codes that no table knows, each with its table. */
  unmapped: new Map(),
  /** Fields that the model has no place for; they are kept as extensions. */
  extensions: new Set(),
  /** Rules that would stop a document at a later gate, knowing nothing but the message. */
  later: new Map(),
  /** Messages that no mapping takes, by kind. */
  readOnly: new Map(),
  /** Messages that their format refuses, by code. */
  unreadable: new Map(),
});

const isBlocking = ({ severity }) => severity === 'block';

/** What one message became. */
async function judgeMessage(engine, mapping, message) {
  const { documents, decisions, findings, error } = await runMessage(engine, mapping, { message });
  const early = decisions.filter((decision) => isBlocking(decision) && decision.gate === 'intake');
  const late = decisions.filter((decision) => isBlocking(decision) && decision.gate !== 'intake');
  return { documents, findings, error, early, late };
}

function tallyOutcome(tally, { documents, findings, error, early, late }) {
  tally.mapped += 1;
  for (const finding of findings)
    if (finding.code === 'mapping.unmapped-field')
      tally.extensions.add(finding.at?.path?.replace(/^\/documents\/\d+\/extensions\/[^/]+\//, ''));
  for (const decision of late) count(tally.later, `${decision.gate}: ${decision.rule}`);
  if (error !== undefined) {
    count(tally.held, error.code);
    if (error.code === 'mapping.unmapped')
      count(tally.unmapped, `${error.actual ?? 'a code'} in ${error.subject ?? 'a table'}`);
    return;
  }
  tally.documents += documents.length;
  if (early.length === 0) tally.processed += 1;
  else for (const rule of new Set(early.map((decision) => decision.rule))) count(tally.held, `rule ${rule}`);
}

/** The mapping of one message: by its set in EDI, else by its file. */
const mappingOf = (file, message) =>
  message.envelope === undefined ? mappingOfFile(file.path) : mappingOfSet(message.envelope.kind);

/**
 * Runs all files.
 *
 * @returns tallies by system; `outcomes`, what each mapped message became, by path; and `throws`, what should never happen
 */
export async function runFiles(engine, files) {
  const tallies = new Map();
  const outcomes = new Map();
  const throws = [];
  for (const file of files) {
    const tally = tallies.get(file.system) ?? newTally();
    tallies.set(file.system, tally);
    tally.files += 1;
    try {
      const mapping = mappingOfFile(file.path);
      // A mapping may have the format split its messages in its own way.
      const decoded =
        mapping === undefined ? formatOf(file.format).decode(file.bytes) : engine.decode(mapping, file.bytes);
      const results = [];
      for (const message of decoded.messages) {
        tally.messages += 1;
        const taker = mappingOf(file, message);
        const kind = message.envelope?.kind;
        if (taker === undefined) {
          if (message.error !== undefined) count(tally.unreadable, message.error.code);
          else
            count(
              tally.readOnly,
              kind === undefined ? file.format : TECHNICAL_ANSWERS.includes(kind) ? `answer ${kind}` : `set ${kind}`,
            );
          continue;
        }
        const outcome = await judgeMessage(engine, taker, message);
        tallyOutcome(tally, outcome);
        results.push({ mapping: taker, message, ...outcome });
      }
      outcomes.set(file.path, results);
    } catch (thrown) {
      throws.push(`${file.path}: ${thrown?.stack ?? thrown}`);
    }
  }
  return { tallies, outcomes, throws };
}
