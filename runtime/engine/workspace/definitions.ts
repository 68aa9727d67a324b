// The plain types of a workspace: mappings, rulesets, tables, lifecycles, ownership, as they stand in its files.
import type { DocumentType } from '../../model/types.ts';
import type { FormatName, FormatOptions } from '../formats/format.ts';
import type { JsonFile } from './located-json.ts';

/** The files of a workspace: path relative to its directory, with `/`, to bytes. */
export type WorkspaceFiles = ReadonlyMap<string, Uint8Array>;

export const SYSTEM_CLASSES = [
  'storefront',
  'marketplace',
  'oms',
  'wms',
  'erp',
  'carrier',
  '3pl',
  'edi-partner',
  'pos',
] as const;
export type SystemClass = (typeof SYSTEM_CLASSES)[number];

export const GATES = ['intake', 'release', 'publish', 'notify', 'invoice'] as const;
export type Gate = (typeof GATES)[number];

/** What happens to a message whose source contract is broken in one way. */
export type ContractPolicy = 'hold' | 'report' | 'pass';

export interface InboundManifest {
  readonly title: string;
  readonly description?: string;
  readonly from: {
    readonly system: string;
    readonly class: SystemClass;
    /** Topic header, transaction set or message type that this mapping takes; several may be named. */
    readonly message?: string | readonly string[];
    readonly format: FormatName;
    readonly schema?: string;
    readonly options?: FormatOptions;
    /** JSONata predicate over the decoded message, for messages that no topic tells apart. */
    readonly when?: string;
    /** EDI version prefix, for example `005010`; any when absent. */
    readonly version?: string;
    /** EDI sender id; any when absent. */
    readonly partner?: string;
  };
  readonly to: { readonly document: DocumentType | readonly DocumentType[] };
  readonly contract?: Partial<Record<'unknown' | 'missing' | 'retyped' | 'newValue', ContractPolicy>>;
  readonly tables?: readonly string[];
  readonly owner?: string;
  readonly cadence?: string;
  readonly limitations?: string;
}

export interface OutboundManifest {
  readonly title: string;
  readonly description?: string;
  readonly from: {
    readonly document: DocumentType;
    /** The gate whose passing sends the message; without it the one that documents of this type are sent by, see `gateOf`. */
    readonly gate?: Gate;
    /** JSONata predicate over the document; every document when absent. */
    readonly when?: string;
    /** `once` per document (default), or at every `change` of the message's content. */
    readonly repeat?: 'once' | 'change';
  };
  readonly to: {
    readonly system: string;
    readonly class?: SystemClass;
    readonly format: FormatName;
    readonly options?: FormatOptions;
    /** EDI identities when the destination's configuration gives none. */
    readonly envelope?: { readonly sender: string; readonly receiver: string; readonly test?: boolean };
  };
  readonly tables?: readonly string[];
  readonly owner?: string;
  readonly cadence?: string;
  readonly limitations?: string;
}

const USUAL_GATES: Readonly<Record<DocumentType, Gate>> = {
  order: 'release',
  shipment: 'notify',
  inventory: 'publish',
  return: 'notify',
  invoice: 'invoice',
  item: 'intake',
  customer: 'intake',
};

/** The gate whose passing sends a mapping's messages. */
export function gateOf(manifest: OutboundManifest): Gate {
  return manifest.from.gate ?? USUAL_GATES[manifest.from.document];
}

export interface ExampleFile {
  readonly case: string;
  /** Path of the input in the workspace. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Path and bytes of the expectation, when it is there. */
  readonly expectedPath?: string;
  readonly expected?: Uint8Array;
}

/** What `crossdock verify` found, as it stands in `proof.json`. */
export interface Proof {
  /** Of what compiled code is made from: see `provenHash` in proof.ts. */
  readonly hash: string;
  readonly versions: {
    readonly jsonata: string;
    readonly 'json-rules-engine': string;
    readonly compiler: string;
  };
  /** `native`: every comparison came out equal. */
  readonly tier: 'native' | 'reference';
  /** Why the tier is `reference` although nothing differed. */
  readonly fallbackReasons: readonly string[];
  readonly cases: number;
  readonly differences: number;
  /** Of those cases, the ones that both sides answer with an error. */
  readonly errors: number;
  /** Steps that the longest case took in compiled code; 0 for rules. */
  readonly mostSteps: number;
}

interface MappingBase {
  readonly name: string;
  /** Path of the program: `mappings/<name>/mapping.jsonata`. */
  readonly file: string;
  readonly program: string;
  /** Hash over manifest, program, schema and the tables it names: the version of the mapping. */
  readonly version: string;
  readonly tables: readonly string[];
  readonly examples: readonly ExampleFile[];
  readonly owner: string;
  /** What is said of it in `proof.json`, whether or not that still applies. */
  readonly proof?: Proof;
}

export interface InboundMapping extends MappingBase {
  readonly direction: 'inbound';
  readonly manifest: InboundManifest;
  readonly schema?: Readonly<Record<string, unknown>>;
}

export interface OutboundMapping extends MappingBase {
  readonly direction: 'outbound';
  readonly manifest: OutboundManifest;
}

export type MappingDefinition = InboundMapping | OutboundMapping;

export interface RuleDefinition {
  readonly name: string;
  readonly conditions: unknown;
  readonly priority?: number;
  readonly event: {
    readonly type: string;
    readonly params: {
      readonly severity: 'block' | 'warn';
      readonly owner: string;
      readonly message: string;
      readonly path: string;
      readonly help?: string;
      /** The document waits here by itself, nobody has to act: the gate says no without an exception. */
      readonly waits?: boolean;
    };
  };
}

export interface RulesetDefinition {
  readonly name: string;
  readonly file: string;
  readonly manifest: {
    readonly title: string;
    readonly description?: string;
    readonly gate: Gate;
    readonly document: DocumentType;
    /** `/lines`: the rules run once per line. Default: once per document. */
    readonly scope?: '/lines';
    readonly facts?: readonly string[];
    readonly conditions?: Readonly<Record<string, unknown>>;
    readonly owner?: string;
  };
  readonly rules: readonly RuleDefinition[];
  readonly version: string;
  readonly examples: readonly ExampleFile[];
  readonly proof?: Proof;
}

/** A code or cross-reference list: key to row, every cell text, empty cells absent. */
export interface Table {
  readonly name: string;
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Workspace {
  readonly mappings: ReadonlyMap<string, MappingDefinition>;
  readonly rulesets: ReadonlyMap<string, RulesetDefinition>;
  readonly tables: ReadonlyMap<string, Table>;
  /** Document type to its lifecycle file. */
  readonly lifecycles: ReadonlyMap<string, JsonFile>;
  readonly ownership?: JsonFile;
  /** Hash over every file that runs: the version a message records. */
  readonly version: string;
}
