// Evaluates a mapping as it is drawn, by the same engine that the sidecar runs: decode, contract, map, check, trace.
// Runs in the worker, and in tests without one. May import the engine and ../schema/.
import { traceProgram } from '../../runtime/engine/compile/trace.ts';
import { type ErrorJson, errorJson, type Finding } from '../../runtime/engine/errors.ts';
import { type ExampleResult, exampleEnvelope, runExamples } from '../../runtime/engine/examples.ts';
import type { DecodedMessage } from '../../runtime/engine/formats/format.ts';
import { formatOf } from '../../runtime/engine/formats/index.ts';
import { tableBindings } from '../../runtime/engine/mapping.ts';
import { createEngine, type Engine } from '../../runtime/engine/message.ts';
import type { MappingDefinition, Workspace } from '../../runtime/engine/workspace/definitions.ts';
import { openWorkspace } from '../../runtime/engine/workspace/open.ts';
import type { CanonicalDocument } from '../../runtime/model/types.ts';
import { labelled } from '../schema/from-edi.ts';
import { fieldsOfSamples } from '../schema/from-sample.ts';
import { valuesByPath } from '../schema/values.ts';
import type { Evaluation, ExampleOutcome, FileTexts, SpanRequest, SpanValue } from './protocol.ts';

/** Characters of the output that the page gets; nobody reads more, and a page that holds megabytes of text is slow. */
const OUTPUT_LIMIT = 300_000;

export interface EvaluateInput {
  readonly name: string;
  readonly files: FileTexts;
  readonly sample?: { readonly bytes: Uint8Array; readonly message: number };
  readonly spans: readonly SpanRequest[];
}

interface Opened {
  readonly engine: Engine;
  readonly workspace: Workspace;
  readonly mapping?: MappingDefinition;
  readonly faults: readonly Finding[];
}

const text = new TextEncoder();
const decoder = new TextDecoder();

function open(name: string, files: FileTexts, inputs: Readonly<Record<string, Uint8Array>> = {}): Opened {
  const bytes = new Map<string, Uint8Array>(
    Object.entries(files).map(([path, content]) => [path, text.encode(content)]),
  );
  for (const [path, content] of Object.entries(inputs)) bytes.set(path, content);
  const { workspace, findings } = openWorkspace(bytes);
  const mapping = workspace.mappings.get(name);
  const faults = findings.filter((finding) => finding.at?.file?.startsWith(`mappings/${name}/`));
  return { engine: createEngine(workspace), workspace, faults, ...(mapping === undefined ? {} : { mapping }) };
}

const NOTHING: Omit<Evaluation, 'faults' | 'tookMs'> = {
  messages: 0,
  sampleFields: [],
  source: new Map(),
  target: new Map(),
  spans: new Map(),
  output: '',
  isCut: false,
  findings: [],
};

/** What one mapping makes of one message. Never throws on content. @param read  keeps what it has decoded, for the next time */
export async function evaluate(input: EvaluateInput, read: SampleReader = createSampleReader()): Promise<Evaluation> {
  const started = performance.now();
  const opened = open(input.name, input.files);
  const { faults } = opened;
  const done = (found: Partial<Evaluation>): Evaluation => ({
    ...NOTHING,
    ...found,
    faults,
    tookMs: performance.now() - started,
  });
  if (input.sample === undefined) return done({});
  const sample = read(opened, input);
  if ('error' in sample) return done(sample);
  const { message, seen } = sample;
  if (opened.mapping === undefined) return done({ ...seen, ...(await traced(opened, input, message)) });
  const spans = await traced(opened, input, message);
  const result =
    opened.mapping.direction === 'inbound'
      ? await runInbound(opened, opened.mapping.name, message)
      : await runOutbound(opened, opened.mapping.name, message.value as CanonicalDocument);
  return done({ ...seen, ...spans, ...result });
}

interface Manifest {
  readonly from?: {
    readonly format?: string;
    readonly options?: Readonly<Record<string, unknown>>;
    readonly document?: string;
  };
}

type SampleRead =
  | { readonly message: DecodedMessage; readonly seen: Pick<Evaluation, 'messages' | 'sampleFields' | 'source'> }
  | { readonly error: ErrorJson; readonly messages: number };

type SampleReader = (opened: Opened, input: EvaluateInput) => SampleRead;

/** Reads samples, and keeps the last: the same message of the same bytes under the same manifest is decoded once. */
export function createSampleReader(): SampleReader {
  let last: { readonly key: readonly unknown[]; readonly read: SampleRead } | undefined;
  return (opened, input) => {
    const key = [
      input.sample?.bytes,
      input.sample?.message,
      input.files[manifestPath(input)],
      opened.mapping?.direction,
    ];
    if (last?.key.every((part, index) => part === key[index]) !== true) last = { key, read: readSample(opened, input) };
    return last.read;
  };
}

const manifestPath = ({ name }: EvaluateInput): string => `mappings/${name}/mapping.json`;

/** The sample as messages: of an inbound mapping in the source's format, of an outbound one as a document. */
function readSample({ engine, mapping }: Opened, input: EvaluateInput): SampleRead {
  const { bytes, message: index } = input.sample as { bytes: Uint8Array; message: number };
  let decoded: readonly DecodedMessage[];
  try {
    if (mapping?.direction === 'inbound') decoded = engine.decode(mapping.name, bytes).messages;
    else decoded = decodeLoosely(input.files[manifestPath(input)], bytes);
  } catch (thrown) {
    return { error: errorJson(thrown, 'mapping.failed'), messages: 0 };
  }
  const message = decoded[Math.min(index, decoded.length - 1)] as DecodedMessage;
  if (message.error !== undefined) return { error: message.error, messages: decoded.length };
  const seen = {
    messages: decoded.length,
    sampleFields: labelled(fieldsOfSamples([message.schemaValue ?? message.value]), formatIn(input)),
    source: valuesByPath(message.value),
  };
  return { message, seen };
}

/** What the manifest says; nothing when it cannot be read: the findings say so. */
function manifestOf(text: string | undefined): Manifest {
  try {
    return JSON.parse(text ?? '{}') as Manifest;
  } catch {
    return {};
  }
}

/** The format that the mapping's messages come in; a document of an outbound one has none. */
function formatIn(input: EvaluateInput): string | undefined {
  const { document, format } = manifestOf(input.files[manifestPath(input)]).from ?? {};
  return document === undefined ? format : undefined;
}

/** A document, or the message of a mapping that cannot run yet: then the manifest says no more than its format. */
function decodeLoosely(manifestText: string | undefined, bytes: Uint8Array): readonly DecodedMessage[] {
  const { format = 'json', options, document } = manifestOf(manifestText).from ?? {};
  const inputFormat = document === undefined ? format : 'json';
  return formatOf(inputFormat).decode(bytes, options === undefined ? {} : { options }).messages;
}

async function traced(
  { workspace }: Opened,
  { name, files, spans }: EvaluateInput,
  message: DecodedMessage,
): Promise<{ spans: ReadonlyMap<string, SpanValue>; error?: ErrorJson }> {
  const file = `mappings/${name}/mapping.jsonata`;
  const bindings = { tables: tableBindings(workspace.tables) };
  const found = new Map<string, SpanValue>();
  try {
    const trace = await traceProgram(files[file] ?? '', { file, input: message.value, bindings });
    for (const { id, start, end } of spans) {
      const value = trace.at(start, end);
      if (value !== undefined && value.given > 0 && !isBuiltIn(value.first))
        found.set(id, shownValue(value.first, value.given));
    }
    return trace.error === undefined
      ? { spans: found }
      : { spans: found, error: errorJson(trace.error, 'mapping.failed') };
  } catch (thrown) {
    return { spans: found, error: errorJson(thrown, 'mapping.syntax') };
  }
}

/** A function of jsonata's own: all that was reached of a call that an error cut short. */
const isBuiltIn = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as { _jsonata_function?: unknown })._jsonata_function === true;

/** Characters of a value that a line or a node shows. */
const SHOWN = 80;

function shownValue(value: unknown, count: number): SpanValue {
  if (typeof value === 'function') return { text: 'function', count };
  if (Array.isArray(value)) return { text: `${value.length} ×`, count, isComposite: true };
  if (typeof value === 'object' && value !== null)
    return { text: `{ ${Object.keys(value).slice(0, 4).join(', ')} }`, count, isComposite: true };
  const shown = String(value);
  return { text: shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown, count };
}

const cut = (output: string) => ({ output: output.slice(0, OUTPUT_LIMIT), isCut: output.length > OUTPUT_LIMIT });

async function runInbound({ engine }: Opened, name: string, message: DecodedMessage): Promise<Partial<Evaluation>> {
  const { documents, findings, error } = await engine.inbound(name).run(message);
  const shown = documents.length === 1 ? documents[0] : documents;
  return {
    ...cut(error === undefined ? JSON.stringify(shown, null, 2) : ''),
    target: valuesByPath(documents),
    findings,
    ...(error === undefined ? {} : { error }),
  };
}

async function runOutbound(
  { engine }: Opened,
  name: string,
  document: CanonicalDocument,
): Promise<Partial<Evaluation>> {
  try {
    const outbound = engine.outbound(name);
    const mapped = await outbound.map(document);
    const target = valuesByPath(mapped);
    const { format } = outbound.mapping.manifest.to;
    if (format === 'json') return { ...cut(JSON.stringify(mapped, null, 2)), target };
    const encoded = decoder.decode(outbound.encode(mapped, exampleEnvelope(outbound.mapping)));
    return { ...cut(encoded), target };
  } catch (thrown) {
    return { error: errorJson(thrown, 'mapping.failed') };
  }
}

/** Runs the mapping's examples as `crossdock test` does. */
export async function runMappingExamples(
  name: string,
  files: FileTexts,
  inputs: Readonly<Record<string, Uint8Array>>,
): Promise<readonly ExampleOutcome[]> {
  const { engine } = open(name, files, inputs);
  const results: ExampleOutcome[] = [];
  for await (const result of runExamples(engine, [name])) results.push(outcomeOf(name, result));
  return results;
}

function outcomeOf(name: string, result: ExampleResult): ExampleOutcome {
  const own = (path: string) => path.slice(`mappings/${name}/`.length);
  const { passed, differences } = result;
  return {
    case: result.case,
    path: own(result.path),
    expectedPath: own(result.expectedPath),
    passed,
    differences,
    actual: decoder.decode(result.actual),
  };
}
