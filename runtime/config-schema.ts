// Shape and defaults of crossdock.yaml as one JSON Schema: what config.ts reads by, and its reference page is made from. Imports lists of words only.
import { SYSTEM_CLASSES } from './engine/workspace/definitions.ts';
import { ROLES } from './model/roles.ts';
import { DEFAULT_LEVELS, PRIORITIES, type ServiceLevel } from './model/service-levels.ts';

/** How a sender may sign what it sends. */
export const SIGNATURE_SCHEMES = [
  'shopify',
  'woocommerce',
  'bigcommerce',
  'standard-webhooks',
  'github',
  'hmac-sha256',
] as const;

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
    keepAliveMs: {
      ...integer(1_000, 3_600_000, 75_000),
      description: 'how long a connection that nobody uses stays open; longer than the proxy in front keeps its own',
    },
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
  workers: {
    ...integer(1, 64, 2),
    description:
      'threads that evaluate; as many as there are processors but one have short work at once, the others are for long receipts and for when one hangs',
  },
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
