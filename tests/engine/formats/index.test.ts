// The list of formats: names, lookup, and that each runs the contract.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CrossdockError } from '../../../runtime/engine/errors.ts';
import { FORMATS, formatOf } from '../../../runtime/engine/formats/index.ts';

it('the list has each format once, under its name', () => {
  const names = FORMATS.map((format) => format.name);
  expect([...names].sort()).toEqual(['csv', 'edifact', 'json', 'ndjson', 'x12', 'xml']);
  for (const format of FORMATS) expect(formatOf(format.name)).toBe(format);
});

it.each(['', 'JSON', 'yaml', '__proto__', 'toString'])(
  'an unknown format is refused with the names there are: "%s"',
  (name) => {
    let thrown: unknown;
    try {
      formatOf(name);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(CrossdockError);
    expect((thrown as CrossdockError).code).toBe('format.unknown');
    expect((thrown as CrossdockError).message).toContain('json, ndjson, csv, xml');
  },
);

it('each format runs the contract in a test', () => {
  const folders = ['./', '../../contracts/'].map((folder) => new URL(folder, import.meta.url));
  const tests = folders.flatMap((folder) =>
    readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8')),
  );
  for (const { name } of FORMATS)
    expect(
      tests.some((test) => test.includes(`formatContract(${name}, `)),
      name,
    ).toBe(true);
});
