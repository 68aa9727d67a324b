import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { referencePages } from '../runtime/reference.ts';
import { ROOT } from './support/sidecar.ts';

it.each(Object.entries(referencePages()))(
  '%s is what the specs say (npm run reference writes it)',
  async (path, text) => {
    expect(await readFile(join(ROOT, path), 'utf8')).toBe(text);
  },
);
