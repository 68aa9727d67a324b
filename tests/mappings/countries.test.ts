// The table of countries that mappings look names and codes up in.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseTable } from '../../runtime/engine/workspace/table.ts';

const text = readFileSync('mappings/tables/countries.csv', 'utf8');
const { table, findings } = parseTable('countries', 'mappings/tables/countries.csv', text);
const codeOf = (key: string): string | undefined => table.rows[key]?.['code'];
const codes = [...new Set(Object.values(table.rows).map((row) => row['code'] as string))];

describe('the table of countries', () => {
  test('has the 249 countries of ISO 3166-1 and Kosovo', () => {
    expect(findings).toEqual([]);
    expect(codes).toHaveLength(250);
    expect(codes.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
  });

  test('knows every country by its alpha-2 and one alpha-3 code', () => {
    const alpha3 = Object.keys(table.rows).filter((key) => /^[A-Z]{3}$/.test(key));
    for (const code of codes) {
      expect(codeOf(code), code).toBe(code);
      expect(alpha3.filter((key) => codeOf(key) === code).length, code).toBeGreaterThan(0);
    }
  });

  test('knows every key in lower case too, so that a mapping may look up whatever the case', () => {
    for (const key of Object.keys(table.rows)) expect(codeOf(key.toLowerCase()), key).toBe(codeOf(key));
  });

  test('knows the English name of every country as Unicode has it', () => {
    const names = new Intl.DisplayNames(['en'], { type: 'region' });
    for (const code of codes) expect(codeOf((names.of(code) ?? '').toLowerCase()), code).toBe(code);
  });

  test.each([
    ['united states (us)', 'US'],
    ['uk', 'GB'],
    ['korea, republic of', 'KR'],
    ['congo', 'CG'],
    ['democratic republic of the congo', 'CD'],
    ["cote d'ivoire", 'CI'],
    ['el', 'GR'],
    ['turkey', 'TR'],
    ['macau', 'MO'],
    ['holland', 'NL'],
  ])('knows %s as %s', (name, code) => {
    expect(codeOf(name)).toBe(code);
  });
});
