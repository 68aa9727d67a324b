// Runs the examples of a workspace: what a mapping makes of each input, what a ruleset decides, and how that differs from what is expected.
import type { CanonicalDocument } from '../model/types.ts';
import { type ErrorJson, errorJson } from './errors.ts';
import type { FactContext } from './facts/spec.ts';
import type { EncodeEnvelope } from './formats/format.ts';
import type { Engine } from './message.ts';
import type {
  ExampleFile,
  MappingDefinition,
  OutboundMapping,
  RulesetDefinition,
  Workspace,
} from './workspace/definitions.ts';

export interface ExampleResult {
  /** `mapping x` or `ruleset x`. */
  readonly subject: string;
  readonly case: string;
  readonly path: string;
  readonly passed: boolean;
  /** Differences, one a line, each with its JSON Pointer. */
  readonly differences: readonly string[];
  /** What the expectation file would have to hold. */
  readonly actual: Uint8Array;
  readonly expectedPath: string;
  /** Rules that fired, for coverage. */
  readonly fired: readonly string[];
}

const text = new TextEncoder();
const decoder = new TextDecoder();

/** Fixed envelope data, so that an encoded example is the same on every run. */
const EXAMPLE_TIME = '2026-01-02T03:04:05Z';

export function exampleEnvelope(mapping: OutboundMapping): EncodeEnvelope {
  const { sender, receiver, test } = mapping.manifest.to.envelope ?? { sender: 'SENDER', receiver: 'RECEIVER' };
  return {
    sender,
    receiver,
    interchangeControl: '1',
    groupControl: '1',
    messageControl: '1',
    preparedAt: EXAMPLE_TIME,
    ...(test === undefined ? {} : { test }),
  };
}

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? `an array of ${value.length}`
      : typeof value === 'object'
        ? 'an object'
        : (JSON.stringify(value) ?? 'nothing');

/** Differences between two JSON values as lines `pointer: expected …, found …`; with `subset`, extra members found are fine. */
export function differencesOf(
  expected: unknown,
  found: unknown,
  options: { at?: string; subset?: boolean } = {},
): string[] {
  const at = options.at ?? '';
  const line = (path: string, want: unknown, got: unknown) =>
    `${path || '/'}: expected ${kindOf(want)}, found ${kindOf(got)}`;
  if (Array.isArray(expected) && Array.isArray(found)) {
    const length = Math.max(expected.length, found.length);
    return Array.from({ length }, (_unused, index) => {
      const path = `${at}/${index}`;
      if (index >= expected.length) return [`${path}: expected nothing, found ${kindOf(found[index])}`];
      if (index >= found.length) return [`${path}: expected ${kindOf(expected[index])}, found nothing`];
      return differencesOf(expected[index], found[index], { ...options, at: path });
    }).flat();
  }
  const plain = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (plain(expected) && plain(found)) {
    const keys =
      options.subset === true ? Object.keys(expected) : [...new Set([...Object.keys(expected), ...Object.keys(found)])];
    return keys.flatMap((key) => {
      const path = `${at}/${key}`;
      if (!Object.hasOwn(found, key)) return [`${path}: expected ${kindOf(expected[key])}, found nothing`];
      if (!Object.hasOwn(expected, key)) return [`${path}: expected nothing, found ${kindOf(found[key])}`];
      return differencesOf(expected[key], found[key], { ...options, at: path });
    });
  }
  return Object.is(expected, found) ? [] : [line(at, expected, found)];
}

const asJson = (value: unknown): Uint8Array => text.encode(`${JSON.stringify(value, null, 2)}\n`);

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}

async function inboundActual(engine: Engine, mapping: string, example: ExampleFile): Promise<unknown> {
  const decoded = engine.decode(mapping, example.bytes);
  const outcomes = [];
  for (const message of decoded.messages) {
    const { documents, error } = await engine.inbound(mapping).run(message);
    outcomes.push(error === undefined ? { documents } : { error: { code: error.code } });
  }
  return outcomes.length === 1 ? outcomes[0] : { messages: outcomes };
}

function expectationFile(example: ExampleFile, extension: string): string {
  return example.expectedPath ?? example.path.replace(/\.[^.]+$/, `.expected.${extension}`);
}

async function runInboundExample(
  engine: Engine,
  mapping: MappingDefinition,
  example: ExampleFile,
): Promise<ExampleResult> {
  const actual = await inboundActual(engine, mapping.name, example);
  const expected = example.expected === undefined ? undefined : parsed(example.expected);
  const differences =
    example.expected === undefined
      ? ['there is no expectation']
      : differencesOf(expected, actual, { subset: isError(expected) });
  return {
    subject: `mapping ${mapping.name}`,
    case: example.case,
    path: example.path,
    passed: differences.length === 0,
    differences,
    actual: asJson(actual),
    expectedPath: expectationFile(example, 'json'),
    fired: [],
  };
}

const isError = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'error' in value && Object.keys(value).length === 1;

async function runOutboundExample(
  engine: Engine,
  mapping: OutboundMapping,
  example: ExampleFile,
): Promise<ExampleResult> {
  const extension = { json: 'json', ndjson: 'ndjson', csv: 'csv', xml: 'xml', x12: 'edi', edifact: 'edi' }[
    mapping.manifest.to.format
  ];
  const base = { subject: `mapping ${mapping.name}`, case: example.case, path: example.path, fired: [] };
  try {
    const document = JSON.parse(decoder.decode(example.bytes)) as CanonicalDocument;
    const actual = await engine.outbound(mapping.name).run(document, exampleEnvelope(mapping));
    const expectedText = example.expected === undefined ? undefined : decoder.decode(example.expected);
    const same = expectedText === decoder.decode(actual);
    const differences = same
      ? []
      : expectedText === undefined
        ? ['there is no expectation']
        : textDifferences(expectedText, decoder.decode(actual));
    return { ...base, passed: same, differences, actual, expectedPath: expectationFile(example, extension) };
  } catch (thrown) {
    const actual = { error: { code: errorJson(thrown, 'mapping.failed').code } };
    const expected = example.expected === undefined ? undefined : parsed(example.expected);
    const differences = differencesOf(expected, actual, { subset: true });
    return {
      ...base,
      passed: differences.length === 0,
      differences,
      actual: asJson(actual),
      expectedPath: expectationFile(example, 'json'),
    };
  }
}

function textDifferences(expected: string, found: string): string[] {
  const lines = (value: string) => value.split(/(?<=[~'\n])/);
  const wanted = lines(expected);
  const got = lines(found);
  return Array.from({ length: Math.max(wanted.length, got.length) }, (_unused, index) =>
    wanted[index] === got[index]
      ? []
      : [
          `segment or line ${index + 1}: expected ${JSON.stringify(wanted[index]) ?? 'nothing'}, found ${JSON.stringify(got[index]) ?? 'nothing'}`,
        ],
  ).flat();
}

async function runRulesetExample(
  engine: Engine,
  ruleset: RulesetDefinition,
  example: ExampleFile,
): Promise<ExampleResult> {
  const input = parsed(example.bytes) as { document?: CanonicalDocument; context?: FactContext } | undefined;
  const base = { subject: `ruleset ${ruleset.name}`, case: example.case, path: example.path };
  const expectedPath = expectationFile(example, 'json');
  if (input?.document === undefined) {
    const differences = ['expected {"document": …, "context": …}'];
    return { ...base, passed: false, differences, actual: asJson({}), expectedPath, fired: [] };
  }
  const decisions = await engine.ruleset(ruleset.name).judge(input.document, input.context ?? {});
  const actual = { decisions: decisions.map(({ rule, severity, owner, path }) => ({ rule, severity, owner, path })) };
  const whole = { decisions };
  const expected = example.expected === undefined ? undefined : (parsed(example.expected) as object | undefined);
  const differences =
    example.expected === undefined ? ['there is no expectation'] : differencesOf(expected, whole, { subset: true });
  return {
    ...base,
    passed: differences.length === 0,
    differences,
    actual: asJson(actual),
    expectedPath,
    fired: decisions.map((decision) => decision.rule),
  };
}

/** One example that can be run: what it is about, and how. */
export interface RunnableExample {
  readonly subject: string;
  readonly example: ExampleFile;
  run(engine: Engine): Promise<ExampleResult>;
}

/** All examples of a workspace, or those of the named mappings and rulesets, in one order. Running one never throws on content. */
export function examplesOf(workspace: Workspace, names: readonly string[] = []): RunnableExample[] {
  const wanted = (name: string) => names.length === 0 || names.includes(name);
  const mappings = [...workspace.mappings.values()].filter((mapping) => wanted(mapping.name));
  const rulesets = [...workspace.rulesets.values()].filter((ruleset) => wanted(ruleset.name));
  return [
    ...mappings.flatMap((mapping) =>
      mapping.examples.map((example) =>
        runnable(`mapping ${mapping.name}`, example, (engine) =>
          mapping.direction === 'inbound'
            ? runInboundExample(engine, mapping, example)
            : runOutboundExample(engine, mapping, example),
        ),
      ),
    ),
    ...rulesets.flatMap((ruleset) =>
      ruleset.examples.map((example) =>
        runnable(`ruleset ${ruleset.name}`, example, (engine) => runRulesetExample(engine, ruleset, example)),
      ),
    ),
  ];
}

/** A program that does not compile, or a rule that the engine refuses, fails its own examples and no others. */
function runnable(
  subject: string,
  example: ExampleFile,
  runOne: (engine: Engine) => Promise<ExampleResult>,
): RunnableExample {
  return {
    subject,
    example,
    async run(engine) {
      try {
        return await runOne(engine);
      } catch (thrown) {
        return endedExample({ subject, example }, errorJson(thrown));
      }
    },
  };
}

/** The result of an example whose evaluation was ended from outside. */
export function endedExample({ subject, example }: Omit<RunnableExample, 'run'>, error: ErrorJson): ExampleResult {
  return {
    subject,
    case: example.case,
    path: example.path,
    passed: false,
    differences: [`${error.code}: ${error.message}`],
    actual: asJson({ error: { code: error.code } }),
    expectedPath: expectationFile(example, 'json'),
    fired: [],
  };
}

/** Runs all examples, or those of the named mappings and rulesets, in this thread. Never throws on content. */
export async function* runExamples(engine: Engine, names: readonly string[] = []): AsyncGenerator<ExampleResult> {
  for (const one of examplesOf(engine.workspace, names)) yield await one.run(engine);
}
