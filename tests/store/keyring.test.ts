// Keys that are made ahead: the same file whoever makes it first, whole whenever it is seen, and none in anybody's way.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Keyring } from '../../runtime/store/keyring.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'crossdock-keys-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const WANTED = { kind: 'payload', day: '2026-03-02' } as const;
const files = () => readdirSync(join(data, 'keys')).sort();

it('is the key that the day is sealed with, in this process and in the next one', async () => {
  const keyring = new Keyring(data);
  await keyring.prepare(WANTED);
  expect(files()).toEqual(['master.key', 'payload-2026-03-02.json']);
  const key = keyring.toSeal(WANTED);
  expect(new Keyring(data).toOpen(WANTED)?.equals(key)).toBe(true);
  await keyring.prepare(WANTED);
  expect(keyring.toSeal(WANTED).equals(key)).toBe(true);
});

it('gives way to one that is made meanwhile, because somebody could not wait', async () => {
  const keyring = new Keyring(data);
  const ahead = keyring.prepare(WANTED);
  const key = keyring.toSeal(WANTED);
  await ahead;
  expect(files()).toEqual(['master.key', 'payload-2026-03-02.json']);
  expect(keyring.toSeal(WANTED).equals(key)).toBe(true);
  expect(new Keyring(data).toOpen(WANTED)?.equals(key)).toBe(true);
});

it('is made once by many, whichever process they are in', async () => {
  const rings = Array.from({ length: 8 }, () => new Keyring(data));
  await Promise.all(rings.map((one) => one.prepare(WANTED)));
  expect(files()).toEqual(['master.key', 'payload-2026-03-02.json']);
  const [first, ...others] = rings.map((one) => one.toSeal(WANTED));
  for (const other of others) expect(other.equals(first as Buffer)).toBe(true);
});

it('is not made anew once it was destroyed', async () => {
  const keyring = new Keyring(data);
  await keyring.prepare(WANTED);
  keyring.destroy(WANTED, Date.UTC(2026, 2, 3));
  await keyring.prepare(WANTED);
  expect(keyring.toOpen(WANTED)).toBeUndefined();
  expect(() => keyring.toSeal(WANTED)).toThrow('the payload key of today is destroyed');
});
