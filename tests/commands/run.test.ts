// `crossdock run` as the filter it is: order, one line out per line in, runaway programs, file formats and memory, through the compiled command line.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, cleanEnvironment, crossdock, type Files, temporaryDirectory } from '../support/cli.ts';

const manifest = (format: string, document = 'item', from: object = {}): string =>
  JSON.stringify({ title: 'T', from: { system: 'x', class: 'erp', format, ...from }, to: { document } });

const FILES: Files = {
  'rulesets/item-intake/ruleset.json': JSON.stringify({ title: 'Items', gate: 'intake', document: 'item' }),
  'rulesets/item-intake/rules.json': JSON.stringify([
    {
      name: 'no-title',
      conditions: { all: [{ fact: 'item', path: '$.name', operator: 'equal', value: 'untitled' }] },
      event: { type: 'no-title', params: { severity: 'block', owner: 'x', message: 'no title', path: '/name' } },
    },
  ]),
  'mappings/plain/mapping.json': manifest('json'),
  'mappings/plain/mapping.jsonata':
    '{ "type": "item", "sku": sku, "source": { "system": "x" }, "name": $exists(title) ? title : "untitled" }\n',
  'mappings/careless/mapping.json': manifest('json'),
  'mappings/careless/mapping.jsonata': `(
  $loop := function($n) { $loop($n + 1) };
  $pile := function($n) { 1 + $pile($n + 1) };
  {
    "type": "item",
    "sku": sku,
    "source": { "system": "x" },
    "name": does = "loop" ? $string($loop(0))
      : does = "pile" ? $string($pile(0))
      : does = "regex" ? $string($count($match($pad("", 2000000, "a"), /a+b/)))
      : "fine"
  }
)
`,
  'mappings/csv/mapping.json': manifest('csv'),
  'mappings/csv/mapping.jsonata': '{ "type": "item", "sku": sku, "source": { "system": "x" }, "name": title }\n',
  'mappings/xml/mapping.json': manifest('xml'),
  'mappings/xml/mapping.jsonata': '{ "type": "item", "sku": Item.Sku, "source": { "system": "x" } }\n',
  'mappings/orders/mapping.json': manifest('x12', 'order', { message: '850' }),
  'mappings/orders/mapping.jsonata': '{ "type": "order", "orderId": BEG.BEG03, "source": { "system": "x" } }\n',
};

let workspace: { path: string; remove: () => Promise<void> };
beforeAll(async () => {
  workspace = await temporaryDirectory(FILES);
});
afterAll(() => workspace.remove());

interface OutputLine {
  readonly documents?: readonly { readonly sku: string; readonly orderId?: string }[];
  readonly decisions?: readonly { readonly rule: string }[];
  readonly error?: { readonly code: string; readonly at?: { readonly line?: number; readonly file?: string } };
}

async function run(mapping: string, input: string | Iterable<string>, ...args: string[]) {
  const ended = await crossdock(['run', mapping, '--workspace', workspace.path, ...args], { input });
  const lines = ended.stdout.split('\n').filter((line) => line !== '');
  return { ...ended, lines: lines.map((line) => JSON.parse(line) as OutputLine) };
}

const item = (sku: string, more: object = {}): string => `${JSON.stringify({ sku, ...more })}\n`;

const skuOf = (line: OutputLine | undefined): string | undefined => line?.documents?.[0]?.sku;

/** Resident memory of a process in MiB; undefined where /proc is not there. */
function residentMb(pid: number): number | undefined {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return undefined;
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

describe('crossdock run', () => {
  it('writes documents and decisions, one line for each line, and exits 0 when all lines passed', async () => {
    const { code, lines, stderr } = await run('plain', item('A', { title: 'Mug' }) + item('B'));
    expect(lines).toEqual([
      { documents: [{ type: 'item', sku: 'A', source: { system: 'x' }, name: 'Mug' }], decisions: [] },
      {
        documents: [{ type: 'item', sku: 'B', source: { system: 'x' }, name: 'untitled' }],
        decisions: [
          expect.objectContaining({ rule: 'no-title', severity: 'block', owner: 'x', path: '/name' }) as unknown,
        ],
      },
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('keeps the order of 20,000 lines with bad ones and runaway programs among them, and exits 1', async () => {
    const count = 20_000;
    const runaways = new Map<number, [text: string, codes: readonly string[]]>([
      [700, [item('S700', { does: 'loop' }), ['mapping.timeout', 'mapping.too-many-steps']]],
      [6_001, [item('S6001', { does: 'regex', text: `${'a'.repeat(40)}!` }), ['mapping.timeout']]],
      [6_002, [item('S6002', { does: 'regex', text: `${'a'.repeat(40)}!` }), ['mapping.timeout']]],
      [12_345, [item('S12345', { does: 'loop' }), ['mapping.timeout', 'mapping.too-many-steps']]],
      [19_999, [item('S19999', { does: 'regex', text: `${'a'.repeat(40)}!` }), ['mapping.timeout']]],
    ]);
    const isBad = (index: number) => index % 1_000 === 13;
    const input = Array.from(
      { length: count },
      (_unused, index) => runaways.get(index)?.[0] ?? (isBad(index) ? '{"sku": \n' : item(`S${index}`)),
    );
    const { code, lines } = await run('careless', input, '--timeout', '400');
    expect(lines).toHaveLength(count);
    for (const [index, line] of lines.entries()) {
      const runaway = runaways.get(index);
      if (runaway !== undefined) expect(runaway[1], `line ${index + 1}`).toContain(line.error?.code);
      else if (isBad(index)) expect(line.error).toMatchObject({ code: 'format.json.syntax', at: { line: index + 1 } });
      else if (skuOf(line) !== `S${index}`) expect.fail(`line ${index + 1} holds ${JSON.stringify(line)}`);
    }
    expect(code).toBe(1);
  });

  it('ends a recursion without end, whatever limit it meets first, and goes on', async () => {
    const { code, lines } = await run(
      'careless',
      item('A') + item('B', { does: 'pile' }) + item('C'),
      '--timeout',
      '1500',
    );
    expect([skuOf(lines[0]), skuOf(lines[2])]).toEqual(['A', 'C']);
    expect(lines[1]?.error?.code).toMatch(/^mapping\.(too-deep|timeout|too-many-steps|worker-ended)$/);
    expect(code).toBe(1);
  }, 60_000);

  it('takes a JSON value over many lines as one message', async () => {
    const { code, lines } = await run('plain', JSON.stringify({ sku: 'A', title: 'over\nlines' }, null, 2));
    expect(lines).toHaveLength(1);
    expect(skuOf(lines[0])).toBe('A');
    expect(code).toBe(0);
  });

  it('takes lines one by one when only the first one is broken', async () => {
    const { code, lines } = await run('plain', `{"sku": "A"\n${item('B')}\n${item('C')}`);
    expect(lines.map((line) => line.error?.code ?? skuOf(line))).toEqual(['format.json.syntax', 'B', 'C']);
    expect(code).toBe(1);
  });

  it('writes nothing for no input', async () => {
    expect(await run('plain', '')).toMatchObject({ code: 0, stdout: '' });
    expect(await run('plain', '\n\n  \n')).toMatchObject({ code: 0, stdout: '' });
  });

  it('answers each transaction set of an interchange, the bad one with its error', async () => {
    const set = (control: string, order: string, end = `SE*4*${control}~`) =>
      `ST*850*${control}~BEG*00*SA*${order}**20260501~PO1*1*2*EA*19.90**SK*007~${end}`;
    const interchange = [
      'ISA*00*          *00*          *ZZ*SENDERID       *ZZ*RECEIVERID     *260501*1000*U*00401*000000001*0*T*>~',
      'GS*PO*SENDERID*RECEIVERID*20260501*1000*1*X*004010~',
      set('0001', 'PO-1'),
      set('0002', 'PO-2', 'SE*4*9999~'),
      set('0003', 'PO-3'),
      'GE*3*1~IEA*1*000000001~',
    ].join('\n');
    const { code, lines } = await run('orders', interchange);
    expect(lines.map((line) => line.error?.code ?? line.documents?.[0]?.orderId)).toEqual([
      'PO-1',
      'format.x12.envelope',
      'PO-3',
    ]);
    expect(code).toBe(1);
  });

  it('answers each row of a CSV file and the one message of an XML file', async () => {
    const csv = await run('csv', 'sku;title\nA;"two\nlines"\nB;Mug\n');
    expect(csv.lines.map(skuOf)).toEqual(['A', 'B']);
    expect(csv.code).toBe(0);
    const xml = await run('xml', '<?xml version="1.0"?>\n<Item>\n  <Sku>007</Sku>\n</Item>\n');
    expect(xml.lines.map(skuOf)).toEqual(['007']);
  });

  it('exits 64 and names the mapping that is not there', async () => {
    const { code, stderr, stdout } = await run('nobody', item('A'));
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('mapping.unknown: there is no inbound mapping "nobody"');
    expect((await run('plain', '', '--timeout', 'soon')).code).toBe(64);
  });

  it('exits 78 with the place when the mapping is broken, and runs it when only another one is', async () => {
    const broken = await temporaryDirectory({ ...FILES, 'mappings/csv/mapping.jsonata': '{\n  "type": (\n}\n' });
    try {
      const options = ['--workspace', broken.path];
      const { code, stderr } = await crossdock(['run', 'csv', ...options], { input: 'sku\nA\n' });
      expect(code).toBe(78);
      expect(stderr).toMatch(/mappings\/csv\/mapping\.jsonata:3:\d+: mapping\.syntax: /);
      expect((await crossdock(['run', 'plain', ...options], { input: item('A') })).code).toBe(0);
    } finally {
      await broken.remove();
    }
  });

  it('ends quietly when whoever reads its output leaves', async () => {
    const child = spawn(process.execPath, [CLI, 'run', 'plain', '--workspace', workspace.path], {
      env: cleanEnvironment(),
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => child.stdout.destroy());
    for (let index = 0; index < 20_000; index += 1) child.stdin.write(item(`S${index}`));
    child.stdin.end();
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('holds no more memory at the 100,000th line than at the 40,000th', async () => {
    const child = spawn(process.execPath, [CLI, 'run', 'plain', '--workspace', workspace.path], {
      env: cleanEnvironment(),
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    // Long titles, so that whatever kept lines or documents would keep a hundred megabytes.
    const title = 'x'.repeat(2_500);
    const send = async () => {
      for (let index = 0; index < 100_000; index += 50) {
        const lines = Array.from({ length: 50 }, (_unused, offset) => item(`S${index + offset}`, { title }));
        if (!child.stdin.write(lines.join(''))) await new Promise((resolve) => child.stdin.once('drain', resolve));
      }
      child.stdin.end();
    };
    const sent = send();
    let count = 0;
    const most = { early: 0, late: 0 };
    for await (const line of createInterface({ input: child.stdout })) {
      count += 1;
      if (count % 1_000 !== 0) continue;
      expect(line).toContain(`"sku":"S${count - 1}"`);
      const resident = residentMb(child.pid as number) ?? 0;
      if (count <= 40_000) most.early = Math.max(most.early, resident);
      if (count > 70_000) most.late = Math.max(most.late, resident);
    }
    await sent;
    expect(await ended).toBe(0);
    expect(count).toBe(100_000);
    console.info(
      `resident memory: ${Math.round(most.early)} MiB up to line 40,000, ${Math.round(most.late)} MiB from line 70,000`,
    );
    expect(most.late).toBeLessThan(most.early + 64);
  }, 120_000);
});
