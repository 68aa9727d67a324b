// The configuration: crossdock.yaml, then CROSSDOCK_… variables over it. The only file that reads the environment.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { DestinationSettings } from './connectors/index.ts';
import { addressOf, isNetwork, isPublic, isWithin } from './connectors/networks.ts';
import { CrossdockError } from './engine/errors.ts';
import { compileSchema } from './engine/schema.ts';
import { SYSTEM_CLASSES, type SystemClass } from './engine/workspace/definitions.ts';
import { ROLES, type Role } from './model/roles.ts';
import { DEFAULT_LEVELS, PRIORITIES, type ServiceLevel, type ServiceLevels } from './model/service-levels.ts';
import type { PrivacyClass } from './model/types.ts';

export const SIGNATURE_SCHEMES = [
  'shopify',
  'woocommerce',
  'bigcommerce',
  'standard-webhooks',
  'github',
  'hmac-sha256',
] as const;

export interface SignatureSettings {
  readonly scheme: (typeof SIGNATURE_SCHEMES)[number];
  /** Any of these may have signed: two are live during a rotation. */
  readonly secrets: readonly string[];
  /** `hmac-sha256`: the header that holds the digest, with or without `sha256=`. */
  readonly header?: string;
  readonly encoding?: 'hex' | 'base64';
  readonly algorithm?: 'sha256' | 'sha512';
  /** `hmac-sha256`: the header with the epoch seconds that are signed in front of the body. */
  readonly timestampHeader?: string;
  /** The header that is the same over all repeats of one delivery. */
  readonly idHeader?: string;
  /** Seconds that a signed time may differ from ours. */
  readonly toleranceS?: number;
}

export interface SourceSettings {
  readonly system: string;
  readonly tenant?: string;
  readonly class?: SystemClass;
  readonly owner?: string;
  readonly signature?: SignatureSettings;
  /** Addresses and networks that it may send from. */
  readonly addresses?: readonly string[];
  /** SHA-256 fingerprints of the client certificates that it may show. */
  readonly certificates?: readonly string[];
  /** Requests a second that it may send, over ten seconds. */
  readonly perSecond?: number;
}

/** Login of people through an OpenID Connect provider. */
export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly scope?: string;
  readonly nameClaim?: string;
  readonly rolesClaim?: string;
  /** Group at the provider to role here. */
  readonly roles: Readonly<Record<string, Role>>;
}

export type ConfiguredDestination = DestinationSettings & {
  /** Outbound mappings whose messages go here. */
  readonly mappings: readonly string[];
  readonly owner: string;
  readonly retry: { readonly attempts: number; readonly baseMs: number; readonly maxMs: number };
  /** EDI identities that replace the mapping's own. */
  readonly envelope?: { readonly sender: string; readonly receiver: string; readonly test?: boolean };
  readonly concurrency: number;
  /** Attempts a second. */
  readonly perSecond?: number;
  /** What goes out one behind another. */
  readonly order?: 'document' | 'key' | 'destination';
};

export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly bodyLimitBytes: number;
    readonly waitLimitMs: number;
    readonly trustedProxies: readonly string[];
    readonly tls?: { readonly certificate?: string; readonly key?: string; readonly clientAuthority?: string };
  };
  readonly workspace: string;
  readonly data: string;
  readonly workers: number;
  readonly drainMs: number;
  readonly limits: {
    readonly messageBytes: number;
    readonly messageDepth: number;
    readonly receiptMessages: number;
    readonly timeMs: number;
    readonly steps: number;
    readonly outputBytes: number;
    readonly threadHeapMb: number;
  };
  readonly intake: {
    readonly maxWaiting: number;
    readonly maxWaitingBytes: number;
    readonly sourceShare: number;
  };
  readonly store: {
    readonly sync: 'thread' | 'commit';
    readonly logLimitBytes: number;
    readonly ballastBytes: number;
    readonly anyVolume: boolean;
    readonly minFreeBytes: number;
  };
  readonly retention: {
    readonly receiptDays: number;
    readonly deliveryDays: number;
    readonly exceptionDays: number;
    readonly historyDays: number;
    readonly archive?: string;
  };
  readonly sources: Readonly<Record<string, SourceSettings>>;
  readonly destinations: Readonly<Record<string, ConfiguredDestination>>;
  readonly auth: {
    /** `local`: whoever works on this machine is its administrator; `required`: everybody says who he is. */
    readonly mode: 'local' | 'required';
    readonly hosts: readonly string[];
    readonly url?: string;
    readonly sessionIdleMs: number;
    readonly sessionMs: number;
    readonly openid?: OpenIdSettings;
  };
  readonly governance: {
    /** `required`: a changed workspace comes into force only when somebody who did not change it approves. */
    readonly approval: 'none' | 'required';
  };
  readonly audit: { readonly headEveryMs: number };
  readonly telemetry: {
    /** OTLP over HTTP; without it nothing is traced and nothing of the SDK is loaded. */
    readonly endpoint?: string;
    readonly serviceName: string;
    readonly samplePercent: number;
  };
  readonly bundles: {
    /** Public ed25519 keys in PEM; with any, only bundles that one of them has signed come into force. */
    readonly trustedKeys: readonly string[];
  };
  readonly privacy: {
    /** Classes that a role sees besides what is public and internal. */
    readonly roles: Readonly<Partial<Record<Role, readonly PrivacyClass[]>>>;
  };
  readonly encryption: {
    /** Master keys in base64, the one in use first; none: the one in the data directory. */
    readonly keys: readonly string[];
  };
  /** By when exceptions should be dealt with, and how much they matter. */
  readonly serviceLevels: ServiceLevels;
  readonly log: { readonly level: string };
}

const integer = (minimum: number, maximum: number, fallback: number) => ({
  type: 'integer',
  minimum,
  maximum,
  default: fallback,
});
const text = { type: 'string', minLength: 1 };
const object = (properties: Record<string, object>, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

const ENVELOPE = object(
  {
    sender: { ...text, description: 'EDI: our id in the envelope' },
    receiver: { ...text, description: 'EDI: the id of the partner' },
    test: { type: 'boolean', description: 'EDI: mark interchanges as tests' },
  },
  ['sender', 'receiver'],
);

const serviceLevel = (fallback: ServiceLevel) =>
  object({
    hours: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 87_600,
      default: fallback.hours,
      description: 'hours by the clock until it is overdue',
    },
    priority: { enum: [...PRIORITIES], default: fallback.priority, description: 'how pressing it is' },
  });

/** Shape and defaults of crossdock.yaml; the reference page is generated from it. */
export const CONFIG_SCHEMA = object({
  http: object({
    host: { ...text, default: '127.0.0.1', description: 'address to listen on' },
    port: { ...integer(0, 65_535, 7070), description: 'port to listen on; 0 takes any free one' },
    bodyLimitBytes: { ...integer(1, 2 ** 31, 64 * 1024 * 1024), description: 'largest request body' },
    waitLimitMs: { ...integer(0, 600_000, 60_000), description: 'longest ?wait=' },
    trustedProxies: {
      type: 'array',
      items: text,
      default: [],
      description: 'addresses and networks of proxies whose `X-Forwarded-For` is believed',
    },
    tls: object({
      certificate: {
        ...text,
        description: 'PEM file of the certificate and its chain; without it plain HTTP is spoken',
      },
      key: { ...text, description: 'PEM file of its private key' },
      clientAuthority: {
        ...text,
        description: 'PEM file of the authority of client certificates; with it they are asked for',
      },
    }),
  }),
  workspace: { ...text, default: '.', description: 'directory with mappings/ and rulesets/' },
  data: { ...text, default: '.crossdock', description: 'directory of the store' },
  workers: { ...integer(1, 64, 2), description: 'threads that evaluate' },
  drainMs: { ...integer(0, 600_000, 25_000), description: 'how long a shutdown waits for work under way' },
  limits: object({
    messageBytes: { ...integer(1, 2 ** 31, 64 * 1024 * 1024), description: 'largest receipt that is decoded' },
    messageDepth: { ...integer(1, 1_000, 64), description: 'deepest nesting of a message' },
    receiptMessages: { ...integer(1, 10_000_000, 1_000_000), description: 'most messages in one receipt' },
    timeMs: { ...integer(1, 600_000, 5_000), description: 'wall clock of one mapping' },
    steps: { ...integer(1, 1_000_000_000, 5_000_000), description: 'expression nodes one mapping may evaluate' },
    outputBytes: { ...integer(1, 2 ** 30, 8 * 1024 * 1024), description: 'largest result of one mapping' },
    threadHeapMb: { ...integer(32, 65_536, 512), description: 'memory of one thread that evaluates, MiB' },
  }),
  intake: object({
    maxWaiting: { ...integer(1, 1_000_000, 5_000), description: 'requests that may wait for their answer' },
    maxWaitingBytes: {
      ...integer(1, 2 ** 40, 256 * 1024 * 1024),
      description: 'bytes of bodies that may wait for their answer',
    },
    sourceShare: {
      ...integer(1, 100, 60),
      description: 'percent of either that one source may take',
    },
  }),
  store: object({
    sync: {
      enum: ['thread', 'commit'],
      default: 'thread',
      description:
        'who brings commits to the disk, before they are acknowledged: a thread beside, or SQLite in each commit',
    },
    logLimitBytes: {
      ...integer(8 * 1024 * 1024, 2 ** 40, 64 * 1024 * 1024),
      description: 'what the write-ahead log is kept under',
    },
    ballastBytes: {
      ...integer(0, 2 ** 40, 64 * 1024 * 1024),
      description: 'room that is kept for the day on which the disk is full; 0 keeps none',
    },
    anyVolume: {
      type: 'boolean',
      default: false,
      description: 'take the data directory on any file system, also one where a write-ahead log is not safe',
    },
    minFreeBytes: {
      ...integer(0, 2 ** 40, 64 * 1024 * 1024),
      description: 'with less room on the volume than this, or than 2 % of it, nothing more is taken in',
    },
  }),
  retention: object({
    receiptDays: {
      ...integer(0, 36_500, 90),
      description: 'days that receipts and messages are kept once all of them are done, and repeats known; 0 for ever',
    },
    deliveryDays: {
      ...integer(0, 36_500, 30),
      description: 'days that the bytes of deliveries are kept once they were taken; 0 for ever',
    },
    exceptionDays: { ...integer(0, 36_500, 365), description: 'days that closed exceptions are kept; 0 for ever' },
    historyDays: {
      ...integer(0, 36_500, 400),
      description: 'days that the history of documents is kept, all but its last entry; 0 for ever',
    },
    archive: {
      ...text,
      description: 'folder that receipts are written to, sealed as they are, before they are removed',
    },
  }),
  sources: {
    type: 'object',
    additionalProperties: object(
      {
        system: { ...text, description: 'the system of the mappings that take its messages' },
        tenant: { ...text, description: 'the shop or company that it is, when several sources send from one system' },
        class: { enum: [...SYSTEM_CLASSES], description: 'its class, when it differs from that of the mappings' },
        owner: { ...text, description: 'the team that looks after it' },
        signature: object(
          {
            scheme: { enum: [...SIGNATURE_SCHEMES], description: 'how requests are signed' },
            secrets: {
              type: 'array',
              items: text,
              minItems: 1,
              description: 'live secrets; two during a rotation. In the variable separated by commas',
            },
            header: { ...text, description: '`hmac-sha256`: header of the digest; default `X-Signature`' },
            encoding: { enum: ['hex', 'base64'], description: '`hmac-sha256`: of the digest; default hex' },
            algorithm: { enum: ['sha256', 'sha512'], description: '`hmac-sha256`: default sha256' },
            timestampHeader: {
              ...text,
              description:
                '`hmac-sha256`: header with the epoch seconds that are signed, with a dot, in front of the body',
            },
            idHeader: { ...text, description: 'header that is the same over all repeats of one delivery' },
            toleranceS: {
              type: 'integer',
              minimum: 1,
              maximum: 86_400,
              description: 'seconds that a signed time may differ from ours; default 300',
            },
          },
          ['scheme', 'secrets'],
        ),
        addresses: {
          type: 'array',
          items: text,
          minItems: 1,
          description: 'addresses and networks it may send from, as `203.0.113.0/24`',
        },
        certificates: {
          type: 'array',
          items: text,
          minItems: 1,
          description: 'SHA-256 fingerprints of client certificates it may show; needs `http.tls.clientAuthority`',
        },
        perSecond: {
          type: 'integer',
          minimum: 1,
          maximum: 1_000_000,
          description: 'requests a second it may send, on average over ten seconds',
        },
      },
      ['system'],
    ),
  },
  destinations: {
    type: 'object',
    additionalProperties: object(
      {
        type: { enum: ['http', 'file'], description: 'the connector' },
        url: { type: 'string', format: 'uri', pattern: '^https?://', description: '`http`: where to send to' },
        method: { enum: ['POST', 'PUT'], description: '`http`: default POST' },
        secret: { ...text, description: '`http`: signs by Standard Webhooks' },
        headers: {
          type: 'object',
          additionalProperties: { type: 'string' },
          description: '`http`: sent with every request',
        },
        timeoutMs: { ...integer(1, 600_000, 10_000), description: '`http`: longest wait for an answer' },
        addresses: {
          type: 'array',
          items: text,
          description:
            '`http`: addresses and networks it may be sent to besides the public net, as `10.1.0.0/16` or `127.0.0.1`',
        },
        directory: { ...text, description: '`file`: the folder' },
        mappings: {
          type: 'array',
          items: text,
          minItems: 1,
          description: 'outbound mappings whose messages go here; also `x12-997` and `edifact-contrl`',
        },
        owner: { ...text, default: 'integration', description: 'the team whose exceptions its failures are' },
        retry: object({
          attempts: { ...integer(1, 1_000, 12), description: 'tries before a delivery is dead' },
          baseMs: { ...integer(1, 3_600_000, 1_000), description: 'wait behind the first failure; doubles each time' },
          maxMs: { ...integer(1, 86_400_000, 3_600_000), description: 'longest wait' },
        }),
        envelope: ENVELOPE,
        concurrency: { ...integer(1, 64, 4), description: 'deliveries under way at once' },
        perSecond: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 100_000,
          description: 'deliveries a second that it takes; without it as many as it answers',
        },
        order: {
          enum: ['document', 'key', 'destination'],
          default: 'document',
          description:
            'what goes out one behind another: deliveries of one mapping and document, all of one business key, or all',
        },
      },
      ['type', 'mappings'],
    ),
  },
  auth: object({
    mode: {
      enum: ['local', 'required'],
      default: 'local',
      description:
        '`local`: whoever calls from this machine is its administrator, and no other address can be listened on; `required`: everything but health needs a token or a login',
    },
    hosts: {
      type: 'array',
      items: text,
      default: [],
      description: '`local`: names besides localhost that requests may call this machine by',
    },
    url: {
      type: 'string',
      format: 'uri',
      pattern: '^https?://',
      description: 'where people reach this sidecar; with https, cookies are for https only. Needed for `openid`',
    },
    sessionIdleMs: { ...integer(60_000, 86_400_000, 3_600_000), description: 'a session ends unused' },
    sessionMs: { ...integer(60_000, 2_592_000_000, 43_200_000), description: 'a session ends however much it is used' },
    openid: object(
      {
        issuer: { type: 'string', format: 'uri', pattern: '^https?://', description: 'the OpenID Connect provider' },
        clientId: { ...text, description: 'what the provider knows Crossdock by' },
        clientSecret: { ...text, description: 'for a confidential client' },
        scope: { ...text, description: 'what is asked for; `openid email profile`' },
        nameClaim: { ...text, description: 'the claim that names a person in the record; `email`' },
        rolesClaim: { ...text, description: 'the claim that lists groups; `groups`' },
        roles: {
          type: 'object',
          minProperties: 1,
          additionalProperties: { enum: [...ROLES] },
          description: 'group to role: `viewer`, `operator`, `analyst`, `approver`, `admin`',
        },
      },
      ['issuer', 'clientId', 'roles'],
    ),
  }),
  governance: object({
    approval: {
      enum: ['none', 'required'],
      default: 'none',
      description:
        '`required`: a changed workspace comes into force only when somebody who did not change it approves; needs `auth.mode: required`',
    },
  }),
  telemetry: object({
    endpoint: {
      type: 'string',
      format: 'uri',
      pattern: '^https?://',
      description:
        'where OpenTelemetry traces go by OTLP over HTTP, as `http://collector:4318/v1/traces`; without it nothing is traced',
    },
    serviceName: { ...text, default: 'crossdock', description: '`service.name` of the traces' },
    samplePercent: {
      ...integer(0, 100, 100),
      description: 'requests of which a trace is kept, when the caller does not say',
    },
  }),
  audit: object({
    headEveryMs: {
      ...integer(1_000, 86_400_000, 3_600_000),
      description: 'how often the head of the audit log is signed',
    },
  }),
  bundles: object({
    trustedKeys: {
      type: 'array',
      items: text,
      default: [],
      description:
        'public ed25519 keys in PEM; with any, only bundles that one of them has signed come into force. In the variable separated by commas',
    },
  }),
  privacy: object({
    roles: object(
      Object.fromEntries(
        ROLES.map((role) => [
          role,
          {
            type: 'array',
            items: { enum: ['personal', 'payment'] },
            default: role === 'admin' ? ['personal', 'payment'] : [],
            description: `classes of data that the role ${role} sees unmasked: \`personal\`, \`payment\``,
          },
        ]),
      ),
    ),
  }),
  encryption: object({
    keys: {
      type: 'array',
      items: text,
      default: [],
      description:
        'master keys that wrap the keys of payloads and documents: 32 bytes in base64, the one in use first, those that were in use behind it; without any, one in `keys/master.key` of the data directory. In the variable separated by commas',
    },
  }),
  serviceLevels: object({
    block: serviceLevel(DEFAULT_LEVELS.block),
    warn: serviceLevel(DEFAULT_LEVELS.warn),
    owners: {
      type: 'object',
      additionalProperties: serviceLevel(DEFAULT_LEVELS.block),
      description: 'of what an owner has to deal with; goes before its category',
    },
    categories: {
      type: 'object',
      additionalProperties: serviceLevel(DEFAULT_LEVELS.block),
      description:
        'of a category that is named; without it `delivery` has 2 hours and `high`, `system` 1 hour and `urgent`',
    },
  }),
  log: object({
    level: {
      enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      default: 'info',
      description: 'least level that is logged',
    },
  }),
});

interface SchemaNode {
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | false;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `http.bodyLimitBytes` → `CROSSDOCK_HTTP_BODY_LIMIT_BYTES`. */
export function variableName(path: readonly string[]): string {
  const words = path.map((part) => part.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[^A-Za-z0-9]+/g, '_'));
  return `CROSSDOCK_${words.join('_').toUpperCase()}`;
}

type Environment = Readonly<Record<string, string | undefined>>;

function variableText(name: string, environment: Environment): string | undefined {
  const file = environment[`${name}_FILE`];
  if (file === undefined) return environment[name];
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new CrossdockError('config.invalid', `${name}_FILE: cannot read ${file}`, { cause });
  }
}

function scalar(value: string, node: SchemaNode): unknown {
  if (node.type === 'integer' && /^-?\d+$/.test(value)) return Number(value);
  if (node.type === 'number' && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  if (node.type === 'boolean' && /^(true|false)$/.test(value)) return value === 'true';
  if (node.type === 'array') return value.split(',').map((part) => part.trim());
  return value;
}

/** Fills a node with variables and defaults, depth first; names of maps come from the file. */
function fill(
  value: unknown,
  node: SchemaNode,
  context: { path: string[]; environment: Environment; used: Set<string> },
): unknown {
  const { path, environment, used } = context;
  if (node.properties !== undefined) {
    const given = isObject(value) ? value : {};
    const result: Json = { ...given };
    for (const [key, child] of Object.entries(node.properties)) {
      const filled = fill(given[key], child, { ...context, path: [...path, key] });
      if (filled !== undefined) result[key] = filled;
    }
    return value === undefined && Object.keys(result).length === 0
      ? undefined
      : isObject(value) || value === undefined
        ? result
        : value;
  }
  if (node.type === 'object') {
    const item = node.additionalProperties;
    if (!isObject(value) || item === undefined || item === false || item.properties === undefined) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, fill(one, item, { ...context, path: [...path, name] })]),
    );
  }
  const name = variableName(path);
  const variable = variableText(name, environment);
  used.add(name).add(`${name}_FILE`);
  if (variable !== undefined) return scalar(variable, node);
  return value === undefined ? node.default : value;
}

/** Objects of optional groups that only defaults filled (a destination's `envelope`) stay out. */
function readYaml(file: string, required: boolean): { value: unknown; place: (path: readonly string[]) => string } {
  let yaml: string;
  try {
    yaml = readFileSync(file, 'utf8');
  } catch (cause) {
    if (!required && (cause as NodeJS.ErrnoException).code === 'ENOENT') return { value: undefined, place: () => file };
    throw new CrossdockError('config.invalid', `cannot read the configuration ${file}`, { cause, at: { file } });
  }
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new CrossdockError('config.invalid', `${file}:${line}:${col}: ${error.message.split('\n')[0]}`, {
      at: { file, line, column: col },
    });
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch (cause) {
    // Aliases of aliases, which would be far more than the file itself.
    throw new CrossdockError('config.invalid', `${file}: ${(cause as Error).message}`, { cause, at: { file } });
  }
  return {
    value,
    place: (path) => {
      for (let depth = path.length; depth > 0; depth -= 1) {
        const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
        if (node?.range !== undefined) {
          const { line, col } = lines.linePos(node.range[0]);
          return `${file}:${line}:${col}`;
        }
      }
      return file;
    },
  };
}

export interface ConfigOptions {
  /** `--config FILE`; without it `crossdock.yaml` of the workspace is read when it is there. */
  readonly file?: string;
  /** What the command line sets, over everything else. */
  readonly overrides?: { readonly workspace?: string; readonly data?: string; readonly port?: number };
  readonly environment?: Environment;
}

/** @throws CrossdockError `config.invalid` naming every wrong key with its place */
export function readConfig(options: ConfigOptions = {}): Config {
  const environment = options.environment ?? process.env;
  const directory = options.overrides?.workspace ?? environment['CROSSDOCK_WORKSPACE'] ?? '.';
  const file = options.file ?? join(directory, 'crossdock.yaml');
  const { value, place } = readYaml(file, options.file !== undefined);
  const used = new Set<string>(['CROSSDOCK_CORPUS', 'CROSSDOCK_BROWSER']);
  const filled = (fill(value ?? {}, CONFIG_SCHEMA as SchemaNode, { path: [], environment, used }) ?? {}) as Json;
  const problems = compileSchema(CONFIG_SCHEMA)(filled).map((finding) => {
    const path = (finding.at?.path ?? '').split('/').slice(1);
    return `${place(path)}: ${path.join('.') || 'the file'}: ${finding.message}`;
  });
  for (const name of Object.keys(environment)) {
    if (name.startsWith('CROSSDOCK_') && !used.has(name))
      problems.push(`environment: ${name}: there is no such setting`);
  }
  if (problems.length > 0) throw new CrossdockError('config.invalid', problems.join('\n'), { at: { file } });
  return finish(filled as unknown as Config, options);
}

/** Without a login, whoever reaches the port may do everything: then only this machine may reach it. */
function refuseOpenAddress({ http, auth }: Config): void {
  const isLoopback = http.host === 'localhost' || http.host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(http.host);
  if (isLoopback || auth.mode === 'required') return;
  throw new CrossdockError(
    'config.invalid',
    `http.host: expected a loopback address while auth.mode is local, found ${JSON.stringify(http.host)}`,
    { help: 'Set auth.mode: required (CROSSDOCK_AUTH_MODE=required) and make a token with crossdock token create.' },
  );
}

/** @throws CrossdockError `config.invalid` for lists that hold no addresses, and an address that nothing may be sent to */
function requireAddress(name: string, destination: ConfiguredDestination): void {
  if (destination.type !== 'http') return;
  const { url, addresses = [] } = destination;
  requireNetworks(`destinations.${name}.addresses`, addresses);
  const address = addressOf(new URL(url).hostname);
  if (address === undefined || isPublic(address) || isWithin(address, addresses)) return;
  throw new CrossdockError(
    'config.invalid',
    `destinations.${name}.url: ${address.toString()} is no address of the public net`,
    {
      help: `Add it, or its network, to destinations.${name}.addresses if deliveries are to go there.`,
    },
  );
}

/** @throws CrossdockError `config.invalid` */
function requireNetworks(key: string, networks: readonly string[]): void {
  const wrong = networks.find((network) => !isNetwork(network));
  if (wrong !== undefined)
    throw new CrossdockError(
      'config.invalid',
      `${key}: expected addresses or networks as 10.1.0.0/16, found ${JSON.stringify(wrong)}`,
    );
}

function finish(filled: Config, options: ConfigOptions): Config {
  const { overrides = {} } = options;
  refuseOpenAddress(filled);
  if (filled.governance.approval === 'required' && filled.auth.mode !== 'required')
    throw new CrossdockError('config.invalid', 'governance.approval: expected auth.mode: required, found local', {
      help: 'Without a login nobody can be told from anybody else.',
    });
  if (filled.governance.approval === 'required' && filled.bundles.trustedKeys.length > 0)
    throw new CrossdockError('config.invalid', 'governance.approval and bundles.trustedKeys: expected one of the two', {
      help: 'With signed bundles, whoever holds the key approves; the workspace directory itself is never signed.',
    });
  if (filled.auth.openid !== undefined && filled.auth.url === undefined)
    throw new CrossdockError('config.invalid', 'auth.url: expected it for auth.openid, found nothing', {
      help: 'Say where people reach this sidecar; the provider sends them back there.',
    });
  const workspace = resolve(overrides.workspace ?? filled.workspace);
  requireNetworks('http.trustedProxies', filled.http.trustedProxies);
  for (const [name, source] of Object.entries(filled.sources ?? {}))
    requireNetworks(`sources.${name}.addresses`, source.addresses ?? []);
  const destinations = Object.fromEntries(
    Object.entries(filled.destinations ?? {}).map(([name, destination]) => {
      const missing =
        destination.type === 'http' ? !('url' in destination) && 'url' : !('directory' in destination) && 'directory';
      if (missing)
        throw new CrossdockError(
          'config.invalid',
          `destinations.${name}.${missing}: expected it for type ${destination.type}, found nothing`,
        );
      requireAddress(name, destination);
      return [name, destination];
    }),
  );
  return {
    ...filled,
    workspace,
    retention: {
      ...filled.retention,
      ...(filled.retention.archive === undefined ? {} : { archive: resolve(workspace, filled.retention.archive) }),
    },
    data: resolve(workspace, overrides.data === undefined ? filled.data : resolve(overrides.data)),
    http: { ...filled.http, port: overrides.port ?? filled.http.port },
    sources: filled.sources ?? {},
    destinations,
    serviceLevels: {
      ...filled.serviceLevels,
      owners: filled.serviceLevels.owners ?? {},
      categories: { ...DEFAULT_LEVELS.categories, ...filled.serviceLevels.categories },
    },
  };
}

/** What every setting means, its default and its variable, as Markdown. */
export function configReference(): string {
  const rows: string[] = [];
  const walk = (node: SchemaNode & { description?: string }, path: string[]): void => {
    if (node.properties !== undefined)
      for (const [key, child] of Object.entries(node.properties)) walk(child, [...path, key]);
    else if (node.additionalProperties) walk(node.additionalProperties as SchemaNode, [...path, '<name>']);
    else
      rows.push(
        `| \`${path.join('.')}\` | ${node.default === undefined || String(node.default) === '' ? '' : `\`${String(node.default)}\``} | ${node.description ?? ''} | \`${variableName(path)}\` |`,
      );
  };
  walk(CONFIG_SCHEMA as SchemaNode, []);
  return ['| key | default | meaning | variable |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}
