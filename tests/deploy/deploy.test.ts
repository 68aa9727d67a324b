// The files that Crossdock is deployed with: each is what its tool reads, and says nothing that the product does not know.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { configReference, readConfig } from '../../runtime/config.ts';
import { ROUTES } from '../../runtime/http/app.ts';
import { GAUGES, PROCESS_METRICS, REQUEST_SECONDS } from '../../runtime/http/metric-list.ts';
import { type Harness, openHarness, ROOT } from '../support/sidecar.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Variables that the configuration knows, with their `_FILE` forms. */
const VARIABLES = new Set(
  [...configReference().matchAll(/`(CROSSDOCK_[A-Z0-9_]+)`/g)].flatMap(([, name]) => [name as string, `${name}_FILE`]),
);

const GETS = ROUTES.filter((route) => route.method === 'get').map((route) => route.path);

it('are where they are said to be, and nothing else is', () => {
  expect(readdirSync(join(ROOT, 'runtime/deploy')).sort()).toEqual([
    'crossdock.service',
    'grafana-dashboard.json',
    'kubernetes-sidecar.yaml',
  ]);
});

describe('the container file', () => {
  const text = read('Dockerfile');
  const lines = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const of = (instruction: string) =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));

  it('has only instructions there are, and takes its images by version', () => {
    const known = /^(?:FROM|WORKDIR|COPY|RUN|ENV|USER|VOLUME|EXPOSE|STOPSIGNAL|HEALTHCHECK|ENTRYPOINT|CMD) |^ +CMD /;
    expect(lines.filter((line) => !known.test(line))).toEqual([]);
    for (const image of of('FROM')) expect(image).toMatch(/^node:20\.\d+-[a-z-]+( AS build)?$/);
  });

  it('copies what is there, runs as nobody special, and asks everybody who he is', () => {
    for (const copy of of('COPY').filter((one) => !one.startsWith('--from'))) {
      for (const path of copy.split(' ').slice(0, -1)) expect(existsSync(join(ROOT, path)), path).toBe(true);
    }
    const user = lines.findIndex((line) => line === 'USER node');
    expect(user).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('RUN ')));
    const settings = Object.fromEntries(
      of('ENV')
        .flatMap((line) => line.split(/\s+/))
        .map((pair) => pair.split('=') as [string, string]),
    );
    for (const name of Object.keys(settings).filter((one) => one.startsWith('CROSSDOCK_')))
      expect(VARIABLES).toContain(name);
    const environment = Object.fromEntries(Object.entries(settings).filter(([name]) => name.startsWith('CROSSDOCK_')));
    expect(readConfig({ environment })).toMatchObject({
      auth: { mode: 'required' },
      http: { host: '0.0.0.0' },
      data: '/data',
    });
    for (const line of [...of('ENTRYPOINT'), ...of('CMD'), ...of('VOLUME')])
      expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(text).toContain('/readyz');
  });
});

describe('the systemd unit', () => {
  const text = read('runtime/deploy/crossdock.service');

  it('knows the variables, and waits longer than the sidecar drains', () => {
    for (const [, name] of text.matchAll(/^Environment=(CROSSDOCK_\w+)=/gm)) expect(VARIABLES).toContain(name);
    const stop = Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1]);
    expect(stop * 1000).toBeGreaterThan(readConfig({ environment: {} }).drainMs + 5_000);
    expect(text).toMatch(/^RestartPreventExitStatus=64 78$/m);
    for (const setting of ['NoNewPrivileges=yes', 'ProtectSystem=strict', 'CapabilityBoundingSet=', 'UMask=0077'])
      expect(text.split('\n')).toContain(setting);
  });

  it('is one to systemd itself', (context) => {
    const path = join(ROOT, 'runtime/deploy/crossdock.service');
    const ran = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
    if (ran.error !== undefined) return context.skip('systemd-analyze is not installed here');
    // Programs of the unit are installed where it runs, not here.
    const faults = ran.stderr
      .split('\n')
      .filter((line) => line.includes('crossdock.service') && !/is not executable|No such file/.test(line));
    expect(faults).toEqual([]);
  });
});

describe('the Kubernetes manifest', () => {
  type Json = Record<string, never>;
  const documents = parseAllDocuments(read('runtime/deploy/kubernetes-sidecar.yaml'), { uniqueKeys: true });
  const [set] = documents.map((document) => document.toJS() as Json);
  const pod = (set as unknown as { spec: { template: { spec: Json } } }).spec.template.spec as unknown as {
    terminationGracePeriodSeconds: number;
    automountServiceAccountToken: boolean;
    securityContext: Record<string, unknown>;
    initContainers: Container[];
    containers: Container[];
    volumes: { name: string }[];
  };
  interface Container {
    name: string;
    image: string;
    restartPolicy?: string;
    env: { name: string; value: string }[];
    ports: { name: string; containerPort: number }[];
    volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
    securityContext: {
      allowPrivilegeEscalation: boolean;
      readOnlyRootFilesystem?: boolean;
      capabilities: { drop: string[] };
    };
    resources: { requests: object; limits: object };
    [probe: `${string}Probe`]: { httpGet: { path: string; port: string } };
  }
  const sidecar = pod.initContainers[0] as Container;

  it('is YAML without a fault, of a native sidecar that stops behind the application', () => {
    expect(documents.flatMap((document) => [...document.errors, ...document.warnings])).toEqual([]);
    expect(set).toMatchObject({ apiVersion: 'apps/v1', kind: 'StatefulSet' });
    expect(sidecar.restartPolicy).toBe('Always');
    const drainMs = Number(sidecar.env.find((one) => one.name === 'CROSSDOCK_DRAIN_MS')?.value);
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(drainMs + 5_000);
  });

  it('keeps the store on a claim, and mounts nothing that is not there', () => {
    const claims = (
      set as unknown as { spec: { volumeClaimTemplates: { metadata: { name: string } }[] } }
    ).spec.volumeClaimTemplates.map((one) => one.metadata.name);
    const volumes = [...pod.volumes.map((one) => one.name), ...claims];
    for (const mount of sidecar.volumeMounts) expect(volumes).toContain(mount.name);
    expect(claims).toEqual([sidecar.volumeMounts.find((mount) => mount.mountPath === '/data')?.name]);
  });

  it('probes addresses there are, on a port there is', () => {
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
      expect(GETS).toContain(sidecar[probe]?.httpGet.path);
      expect(sidecar.ports.map((port) => port.name)).toContain(sidecar[probe]?.httpGet.port);
    }
    expect(sidecar.ports[0]?.containerPort).toBe(readConfig({ environment: {} }).http.port);
  });

  it('knows the variables, and may do nothing it need not', () => {
    for (const { name } of sidecar.env) expect(VARIABLES).toContain(name);
    expect([pod.automountServiceAccountToken, pod.securityContext['runAsNonRoot']]).toEqual([false, true]);
    expect(sidecar.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(sidecar.resources).toMatchObject({
      requests: { memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
  });
});

describe('the Grafana dashboard', () => {
  interface Panel {
    id: number;
    title: string;
    type: string;
    gridPos: { x: number; y: number; w: number; h: number };
    targets: { refId: string; expr: string }[];
  }
  const dashboard = JSON.parse(read('runtime/deploy/grafana-dashboard.json')) as {
    panels: Panel[];
    schemaVersion: number;
    templating: { list: { name: string }[] };
  };
  const { name: histogram } = REQUEST_SECONDS;
  const names = new Set([
    ...GAUGES.map((gauge) => gauge.name),
    ...PROCESS_METRICS.map((metric) => metric.name),
    ...['bucket', 'count', 'sum'].map((part) => `${histogram}_${part}`),
  ]);
  const labels = new Set(['instance', 'le', ...REQUEST_SECONDS.labels, ...GAUGES.flatMap((gauge) => gauge.labels)]);
  const expressions = dashboard.panels.flatMap((panel) => panel.targets.map((target) => target.expr));

  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(() => harness.close());

  it('asks only for metrics and labels there are, and for every one of ours', () => {
    const asked = new Set(expressions.flatMap((text) => text.match(/\b(?:crossdock|process|nodejs)_\w+/g) ?? []));
    expect([...asked].filter((name) => !names.has(name))).toEqual([]);
    expect(GAUGES.map((gauge) => gauge.name).filter((name) => !asked.has(name))).toEqual([]);
    const used = expressions.flatMap((text) =>
      [...text.matchAll(/(\w+)\s*=~?"|by \(([^)]*)\)/g)].flatMap(([, one, many]) =>
        one === undefined ? (many ?? '').split(/,\s*/) : [one],
      ),
    );
    expect(used.filter((label) => !labels.has(label))).toEqual([]);
  });

  it('has panels that do not overlap, each with its own id and balanced expressions', () => {
    expect(new Set(dashboard.panels.map((panel) => panel.id)).size).toBe(dashboard.panels.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const text of expressions)
      for (const [open, close] of ['()', '{}', '[]'])
        expect(text.split(open as string).length).toBe(text.split(close as string).length);
    expect(dashboard.templating.list.map((one) => one.name)).toEqual(['datasource', 'instance']);
  });

  it('finds everything at /metrics, in the text format', async () => {
    await harness.app.request('/v1/messages');
    const text = await (await harness.app.request('/metrics')).text();
    for (const name of names) expect(text, name).toMatch(new RegExp(`^${name}(?:\\{|\\s)|^# TYPE ${name} `, 'm'));
    const odd = text
      .split('\n')
      .filter(
        (line) =>
          !/^$|^# (?:HELP|TYPE) |^[a-zA-Z_:][\w:]*(?:\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\})? (?:[-+]?[\d.eE+-]+|[Nn]a[Nn]|[-+]?Inf|[-+]?Infinity)( \d+)?$/.test(
            line,
          ),
      );
    expect(odd).toEqual([]);
    expect(text).toMatch(/crossdock_http_request_seconds_count\{method="GET",route="\/v1\/messages",status="200"\} 1/);
  });
});
