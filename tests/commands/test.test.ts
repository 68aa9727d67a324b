// `crossdock test`: what it says of failing examples, what it writes, and its reports, through the compiled command line.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { afterEach, describe, expect, it } from 'vitest';
import { crossdock, type Files, starterWorkspace } from '../support/cli.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanUp.splice(0)) await remove();
});

async function open(files: Files = {}) {
  const workspace = await starterWorkspace(files);
  cleanUp.push(workspace.remove);
  return {
    path: workspace.path,
    test: (...args: string[]) => crossdock(['test', ...args, '--workspace', workspace.path]),
    read: (path: string) => readFile(join(workspace.path, path), 'utf8'),
  };
}

const EXPECTED = 'mappings/my-shop-order/examples/plain.expected.json';

/** An expectation that is wrong in two places. */
const WRONG = JSON.stringify({
  documents: [
    {
      type: 'order',
      orderId: 'A-1001',
      source: { system: 'my-shop' },
      occurredAt: '2026-03-02T09:15:00+01:00',
      placedAt: '2026-03-02T09:15:00+01:00',
      currency: 'EUR',
      status: 'shipped',
      paymentStatus: 'paid',
      lines: [{ lineId: '1', sku: 'MUG-01', quantity: 2, unit: 'EA', unitPrice: '8.50', note: 'none' }],
    },
  ],
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Every element of an XML text in order. @throws what the parser throws when the text is not well-formed */
function elementsOf(xml: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return elements;
}

describe('crossdock test', () => {
  it('passes the examples of a sound workspace and exits 0', async () => {
    const { test } = await open();
    expect(await test()).toEqual({ code: 0, stdout: '4 passed, 0 failed\n', stderr: '' });
  });

  it('prints every difference of a failing example with its place, and exits 1', async () => {
    const { test } = await open({ [EXPECTED]: WRONG });
    const { code, stdout } = await test();
    expect(stdout.split('\n')).toEqual([
      'failed: mapping my-shop-order: plain (mappings/my-shop-order/examples/plain.json)',
      '  /documents/0/status: expected "shipped", found "accepted"',
      '  /documents/0/lines/0/note: expected "none", found nothing',
      '3 passed, 1 failed',
      '',
    ]);
    expect(code).toBe(1);
  });

  it('prints what fired instead when a rule example fails', async () => {
    const path = 'rulesets/order-intake/examples/missing-lines.expected.json';
    const { test } = await open({ [path]: '{"decisions":[]}' });
    const { code, stdout } = await test('order-intake');
    expect(stdout).toMatch(
      /failed: ruleset order-intake: missing-lines .*\n {2}\/decisions\/0: expected nothing, found an object\n1 passed, 1 failed\n$/,
    );
    expect(code).toBe(1);
  });

  it('fails an example that has no expectation', async () => {
    const { test } = await open({ 'mappings/my-shop-order/examples/new.json': '{"number":"1","state":"NEW"}' });
    const { code, stdout } = await test();
    expect(stdout).toContain('my-shop-order: new');
    expect(stdout).toContain('there is no expectation');
    expect(code).toBe(1);
  });

  it('writes what came out with --update, and passes after that', async () => {
    const { test, read } = await open({
      [EXPECTED]: WRONG,
      'mappings/my-shop-order/examples/new.json': '{"number":"1","state":"NEW"}',
    });
    const { code, stdout } = await test('--update');
    expect(stdout).toContain(`updated ${EXPECTED}\n`);
    expect(code).toBe(0);
    expect(JSON.parse(await read(EXPECTED))).toMatchObject({ documents: [{ status: 'accepted' }] });
    expect(JSON.parse(await read('mappings/my-shop-order/examples/new.expected.json'))).toMatchObject({
      documents: [{ orderId: '1', paymentStatus: 'pending' }],
    });
    expect(await test()).toMatchObject({ code: 0, stdout: '5 passed, 0 failed\n' });
  });

  it('runs only what is named, and exits 64 for a name that nothing has', async () => {
    const { test } = await open({ [EXPECTED]: WRONG });
    expect(await test('order-intake')).toMatchObject({ code: 0, stdout: '2 passed, 0 failed\n' });
    const { code, stderr } = await test('order-intak');
    expect(code).toBe(64);
    expect(stderr).toContain('there is no mapping or ruleset "order-intak"');
  });

  it('names rules that no example makes fire with --coverage', async () => {
    const rule = (name: string, operator: string) => ({
      name,
      conditions: { all: [{ fact: 'arithmetic', path: '$.lineCount', operator, value: 0 }] },
      event: { type: name, params: { severity: 'warn', owner: 'x', message: 'm', path: '/lines' } },
    });
    const { test } = await open({
      'rulesets/order-intake/rules.json': JSON.stringify([
        rule('missing-lines', 'equal'),
        rule('never-fires', 'lessThan'),
      ]),
      'rulesets/order-intake/examples/missing-lines.expected.json': '{"decisions":[{"rule":"missing-lines"}]}',
    });
    const { code, stdout } = await test('--coverage');
    expect(stdout).toContain('ruleset order-intake: 1 of 2 rules fired; never: never-fires\n');
    expect(stdout).toContain('mapping my-shop-order: 2 examples\n');
    expect(code).toBe(0);
  });

  it('writes well-formed JUnit XML that counts and names failures, whatever characters the values hold', async () => {
    const nasty = JSON.parse(WRONG) as { documents: [{ status: string }] };
    nasty.documents[0].status = 'a < b & "c"\u0007]]>';
    const { test, path, read } = await open({ [EXPECTED]: JSON.stringify(nasty) });
    const { code } = await test('--junit', join(path, 'report.xml'));
    expect(code).toBe(1);
    const elements = elementsOf(await read('report.xml'));
    expect(elements[0]).toMatchObject({ name: 'testsuites', attributes: { tests: '4', failures: '1' } });
    expect(elements.filter((element) => element.name === 'testcase')).toHaveLength(4);
    const [failure, ...others] = elements.filter((element) => element.name === 'failure');
    expect(others).toEqual([]);
    expect(failure?.attributes['message']).toContain('a < b &');
    expect(failure?.text).toContain('/documents/0/lines/0/note');
  });

  it('prints what keeps a mapping from running, and fails', async () => {
    const { test } = await open({ 'mappings/my-shop-order/mapping.jsonata': '{ "type": (\n' });
    const { code, stdout } = await test();
    expect(stdout).toMatch(/^mappings\/my-shop-order\/mapping\.jsonata:\d+:\d+: mapping\.syntax: /);
    expect(code).toBe(1);
  });
});
