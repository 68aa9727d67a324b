// One inbound message through its mapping: source contract, map, check. And one document through an outbound mapping: map, encode.
import { type CanonicalDocument, DOCUMENT_TYPES } from '../model/types-list.ts';
import type { EvaluationLimits } from './compile/expression.ts';
import { DEFAULT_EVALUATION_LIMITS } from './compile/expression.ts';
import { type CompiledProgram, compileProgram } from './compile/program.ts';
import { Trust, watchedProgram } from './compile/trust.ts';
import { CrossdockError, type ErrorJson, errorJson, type Finding } from './errors.ts';
import type { DecodedMessage, EncodeEnvelope } from './formats/format.ts';
import { formatOf } from './formats/index.ts';
import { plainJson } from './plain.ts';
import { checkDocument, compileSchema, type Validate } from './schema.ts';
import type {
  ContractPolicy,
  InboundMapping,
  MappingDefinition,
  OutboundMapping,
  Table,
  Workspace,
} from './workspace/definitions.ts';
import { isProven } from './workspace/proof.ts';

/** What a mapping made of one message. */
export interface MappedMessage {
  readonly documents: readonly CanonicalDocument[];
  readonly findings: readonly Finding[];
  /** Set when the message cannot go on. */
  readonly error?: ErrorJson;
}

/** The steps of a mapping that take time, in their order. */
export type MappingStage = 'contract' | 'map' | 'check';

export interface CompiledInbound {
  readonly mapping: InboundMapping;
  /** Never throws on content. @param onStage  told of each step as it is over, for whoever has a clock */
  run(message: DecodedMessage, onStage?: (stage: MappingStage) => void): Promise<MappedMessage>;
}

export interface CompiledOutbound {
  readonly mapping: OutboundMapping;
  /** Whether the mapping's `from.when` takes the document. */
  takes(document: CanonicalDocument): Promise<boolean>;
  /** The destination's message as plain data. @throws CrossdockError what mapping throws */
  map(document: CanonicalDocument): Promise<unknown>;
  /** The bytes of a mapped message. @throws CrossdockError `format.encode` */
  encode(value: unknown, envelope?: EncodeEnvelope): Uint8Array;
  /** Map and encode. */
  run(document: CanonicalDocument, envelope?: EncodeEnvelope): Promise<Uint8Array>;
}

const DEFAULT_CONTRACT: Readonly<Record<'unknown' | 'missing' | 'retyped' | 'newValue', ContractPolicy>> = {
  unknown: 'report',
  missing: 'hold',
  retyped: 'hold',
  newValue: 'report',
};

const POLICY_OF_CODE: Readonly<Record<string, keyof typeof DEFAULT_CONTRACT>> = {
  'contract.unknown-field': 'unknown',
  'contract.missing-field': 'missing',
  'contract.retyped-field': 'retyped',
  'contract.new-value': 'newValue',
};

/** The tables as a mapping sees them: `$tables.<name>.<key>.<column>`. */
export function tableBindings(tables: ReadonlyMap<string, Table>): Readonly<Record<string, Table['rows']>> {
  const bindings: Record<string, Table['rows']> = Object.create(null);
  for (const [name, table] of tables) bindings[name] = table.rows;
  return bindings;
}

function contractFindings(mapping: InboundMapping, validate: Validate, message: DecodedMessage): Finding[] {
  const policies = { ...DEFAULT_CONTRACT, ...mapping.manifest.contract };
  const value = message.schemaValue === undefined ? message.value : message.schemaValue;
  return validate(value).flatMap((fault): Finding[] => {
    const policy = policies[POLICY_OF_CODE[fault.code] ?? 'retyped'];
    if (policy === 'pass') return [];
    return [{ ...fault, severity: policy === 'hold' ? 'error' : 'warning' }];
  });
}

function asDocuments(result: unknown, mapping: InboundMapping): CanonicalDocument[] {
  if (result === undefined || result === null || (Array.isArray(result) && result.length === 0)) {
    throw new CrossdockError('mapping.empty', undefined, {
      expected: 'one document or more',
      actual: 'nothing',
      at: { file: mapping.file },
    });
  }
  const list = Array.isArray(result) ? result : [result];
  const allowed = [mapping.manifest.to.document].flat();
  for (const [index, document] of list.entries()) {
    const type = typeof document === 'object' && document !== null ? (document as { type?: unknown }).type : undefined;
    if (!allowed.includes(type as never) || !DOCUMENT_TYPES.includes(type as never)) {
      throw new CrossdockError('mapping.output', `expected documents of type ${allowed.join(' or ')}`, {
        expected: allowed.join(' or '),
        actual: typeof type === 'string' ? type : 'no type',
        at: { file: mapping.file, path: `/documents/${index}/type` },
      });
    }
  }
  return list as CanonicalDocument[];
}

/** The fields a source sent that the model has no place for: they stand under `extensions`, and are reported here. */
function unmappedFields(documents: readonly CanonicalDocument[]): Finding[] {
  const findings: Finding[] = [];
  for (let index = 0; index < documents.length; index += 1) {
    const extensions = (documents[index] as CanonicalDocument).extensions ?? {};
    for (const system of Object.keys(extensions)) {
      for (const field of Object.keys(extensions[system] as object)) {
        findings.push({
          code: 'mapping.unmapped-field',
          severity: 'info',
          message: `the model has no field for ${JSON.stringify(field)}; it is kept as an extension`,
          at: { path: `/documents/${index}/extensions/${system}/${field}` },
        });
      }
    }
  }
  return findings;
}

/**
 * A program may take this many times the steps of the longest case of its proof, and never fewer than a message of many
 * thousand lines needs: its examples are short.
 */
const STEPS_OF_PROOF = 20;
const LEAST_STEPS = 2_000_000;

/** How a mapping is run. */
export interface Running {
  readonly limits?: EvaluationLimits;
  /** Who evaluates; by default compiled code where a proof allows it. */
  readonly trust?: Trust;
}

/** A program of a mapping, its predicate or what it maps by, evaluated by whom the trust in its mapping allows. */
export function evaluatorOf(
  mapping: MappingDefinition,
  program: string,
  running: Running & { readonly file?: string },
): CompiledProgram['evaluate'] {
  const { limits = DEFAULT_EVALUATION_LIMITS, trust = new Trust(), file = mapping.file } = running;
  const { proof } = mapping;
  const proven = isProven(mapping);
  const compiled = compileProgram(program, {
    file,
    limits,
    tier: trust.tierFor(proven),
    ...(proven && proof !== undefined ? { nativeSteps: Math.max(LEAST_STEPS, STEPS_OF_PROOF * proof.mostSteps) } : {}),
    onDivergence: (divergence) => trust.diverged({ ...divergence, file: mapping.file }),
  });
  return watchedProgram(compiled, { file: mapping.file, trust });
}

/** Compiles an inbound mapping. @throws CrossdockError `mapping.syntax` */
export function compileInbound(mapping: InboundMapping, workspace: Workspace, running: Running = {}): CompiledInbound {
  const { limits = DEFAULT_EVALUATION_LIMITS } = running;
  const evaluate = evaluatorOf(mapping, mapping.program, running);
  const validate = mapping.schema === undefined ? undefined : compileSchema(mapping.schema);
  const bindings = { tables: tableBindings(workspace.tables) };
  return {
    mapping,
    async run(message, onStage) {
      if (message.error !== undefined) return { documents: [], findings: message.findings, error: message.error };
      const contract = validate === undefined ? [] : contractFindings(mapping, validate, message);
      onStage?.('contract');
      const findings = [...message.findings, ...contract];
      const broken = contract.find((finding) => finding.severity === 'error');
      if (broken !== undefined) {
        const text = contract.filter((finding) => finding.severity === 'error').map((finding) => finding.message);
        return {
          documents: [],
          findings,
          error: { code: 'contract.invalid', message: text.join('; '), at: broken.at ?? {} },
        };
      }
      try {
        const result = plainJson(await evaluate(message.value, bindings), {
          limit: limits.outputBytes,
          file: mapping.file,
        });
        const documents = asDocuments(result, mapping);
        onStage?.('map');
        const faults = documents.flatMap((document, index) =>
          checkDocument(document).map((fault) => ({
            ...fault,
            at: { ...fault.at, path: `${documents.length > 1 ? `/documents/${index}` : ''}${fault.at?.path ?? ''}` },
          })),
        );
        onStage?.('check');
        const invalid = faults.filter((fault) => fault.severity === 'error');
        if (invalid.length > 0) {
          const message = invalid.map((fault) => fault.message).join('; ');
          return {
            documents: [],
            findings: [...findings, ...faults],
            error: { code: 'document.invalid', message, at: invalid[0]?.at ?? {} },
          };
        }
        return { documents, findings: [...findings, ...faults, ...unmappedFields(documents)] };
      } catch (thrown) {
        onStage?.('map');
        return { documents: [], findings, error: errorJson(thrown, 'mapping.failed') };
      }
    },
  };
}

/** Compiles an outbound mapping. @throws CrossdockError `mapping.syntax` */
export function compileOutbound(
  mapping: OutboundMapping,
  workspace: Workspace,
  running: Running = {},
): CompiledOutbound {
  const { limits = DEFAULT_EVALUATION_LIMITS } = running;
  const evaluate = evaluatorOf(mapping, mapping.program, running);
  const { when } = mapping.manifest.from;
  const predicate =
    when === undefined
      ? undefined
      : evaluatorOf(mapping, when, { ...running, file: `mappings/${mapping.name}/mapping.json` });
  const bindings = { tables: tableBindings(workspace.tables) };
  const format = formatOf(mapping.manifest.to.format);
  const { options } = mapping.manifest.to;
  const outbound: CompiledOutbound = {
    mapping,
    async takes(document) {
      return predicate === undefined || (await predicate(document, bindings)) === true;
    },
    async map(document) {
      const value = plainJson(await evaluate(document, bindings), { limit: limits.outputBytes, file: mapping.file });
      if (value === undefined) throw new CrossdockError('mapping.empty', undefined, { at: { file: mapping.file } });
      return value;
    },
    encode(value, envelope) {
      return format.encode(value, {
        ...(envelope === undefined ? {} : { envelope }),
        ...(options === undefined ? {} : { options }),
      });
    },
    async run(document, envelope) {
      return outbound.encode(await outbound.map(document), envelope);
    },
  };
  return outbound;
}
