// The configuration: crossdock.yaml, then CROSSDOCK_… variables over it. The only file that reads the environment.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { CONFIG_SCHEMA, type SIGNATURE_SCHEMES } from './config-schema.ts';
import type { DestinationSettings } from './connectors/index.ts';
import { addressOf, isNetwork, isPublic, isWithin } from './connectors/networks.ts';
import { CrossdockError } from './engine/errors.ts';
import { walkSchema } from './engine/schema.ts';
import type { SystemClass } from './engine/workspace/definitions.ts';
import type { Role } from './model/roles.ts';
import { DEFAULT_LEVELS, type ServiceLevels } from './model/service-levels.ts';
import type { PrivacyClass } from './model/types.ts';

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
    readonly keepAliveMs: number;
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
  const problems = walkSchema(CONFIG_SCHEMA)(filled).map((finding) => {
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
