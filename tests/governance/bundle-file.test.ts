// The bundle container: what goes in comes out, nothing that was changed does, and nothing hostile can be said in it.
import { createHash, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkspaceFiles } from '../../runtime/engine/workspace/definitions.ts';
import { workspaceVersion } from '../../runtime/engine/workspace/open.ts';
import { decodeBundle, encodeBundle, keyOf } from '../../runtime/governance/bundle-file.ts';
import { STARTER_FILES } from '../../runtime/workspace/starter.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const starter: WorkspaceFiles = new Map(Object.entries(STARTER_FILES).map(([path, text]) => [path, bytesOf(text)]));

const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const pem = (key: typeof publicKey, type: 'spki' | 'pkcs8') => key.export({ type, format: 'pem' }).toString();
  return { private: keyOf(pem(privateKey, 'pkcs8'), 'private'), public: keyOf(pem(publicKey, 'spki'), 'public') };
};

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    const { code, message } = thrown as { code?: string; message: string };
    return `${code}: ${message}`;
  }
  return 'taken';
};

/** A container with this manifest, whatever it says, and these bytes behind it. */
const container = (manifest: unknown, content = ''): Uint8Array => {
  const text = JSON.stringify(manifest);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return bytesOf(`crossdock-bundle 1\n${text}\n${JSON.stringify({ sha256, signatures: [] })}\n${content}`);
};

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const withPath = (path: unknown): Uint8Array =>
  container({ version: 'x', files: [{ path, sizeBytes: 0, sha256: EMPTY }] });

describe('a bundle', () => {
  it('holds any files byte for byte, and equal files make equal bytes', () => {
    const step = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
    const files = fc
      .uniqueArray(fc.tuple(step, step, fc.uint8Array({ maxLength: 200 })), {
        selector: ([a, b]) => `${a}/${b}`,
        maxLength: 12,
      })
      .map((list) => new Map(list.map(([folder, name, bytes]) => [`mappings/${folder}/${name}`, bytes] as const)));
    fc.assert(
      fc.property(files, (made) => {
        const bundle = encodeBundle(made);
        const opened = decodeBundle(bundle);
        expect(opened.version).toBe(workspaceVersion(made));
        expect([...opened.files].sort()).toEqual(
          [...made].map(([path, bytes]) => [path, new Uint8Array(bytes)]).sort(),
        );
        expect(encodeBundle(new Map([...made].reverse()))).toEqual(bundle);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused when any of its bytes is another, or it is longer or shorter', () => {
    const bundle = encodeBundle(starter);
    const { version } = decodeBundle(bundle);
    const step = Math.max(1, Math.floor(bundle.length / 700));
    for (let index = 0; index < bundle.length; index += step) {
      const changed = new Uint8Array(bundle);
      changed[index] = (changed[index] as number) ^ 1;
      expect(
        refusal(() => decodeBundle(changed)),
        `byte ${index}`,
      ).toMatch(/^bundle\.invalid: /);
    }
    for (const end of [0, 1, 10, 30, bundle.length - 1])
      expect(refusal(() => decodeBundle(bundle.subarray(0, end)))).toMatch(/^bundle\.invalid: /);
    expect(refusal(() => decodeBundle(Buffer.concat([bundle, Buffer.from('x')])))).toMatch(/expected \d+ bytes/);
    expect(version).toMatch(/^[0-9a-f]{16,}$/);
  });

  it.each([
    '../../etc/passwd',
    'mappings/../../etc/passwd',
    '/etc/passwd',
    'mappings',
    'mappings/',
    'mappings//a',
    'mappings/./a',
    'mappings/.hidden/a',
    'mappings/a\\b',
    'C:\\a',
    'mappings/a\0b',
    'other/a',
    'MAPPINGS/a',
    `mappings/${'a'.repeat(300)}`,
    `mappings/${'a/'.repeat(250)}a`,
    '',
    7,
    null,
    ['mappings/a'],
    { toString: 'mappings/a' },
  ])('is refused with a file at %j', (path) =>
    expect(refusal(() => decodeBundle(withPath(path)))).toMatch(/^bundle\.invalid: file 0: /),
  );

  it('is refused with two names that a disk may take for one', () => {
    const file = (path: string) => ({ path, sizeBytes: 0, sha256: EMPTY });
    for (const [a, b] of [
      ['mappings/a', 'mappings/a'],
      ['mappings/a', 'mappings/A'],
      ['mappings/é', 'mappings/e\u0301'],
    ] as const)
      expect(refusal(() => decodeBundle(container({ version: 'x', files: [file(a), file(b)] })))).toMatch(
        /there twice/,
      );
  });

  it.each([-1, 0.5, 1e300, '1', null, Number.MAX_SAFE_INTEGER])('is refused with a size of %j', (sizeBytes) => {
    const files = [{ path: 'mappings/a', sizeBytes, sha256: EMPTY }];
    expect(refusal(() => decodeBundle(container({ version: 'x', files })))).toMatch(/^bundle\.invalid: /);
  });

  it.each([
    ['too many files', container({ version: 'x', files: Array(20_001).fill({}) })],
    ['a version that is not that of the files', container({ version: 'x', files: [] })],
    ['no manifest', bytesOf('crossdock-bundle 1\n')],
    ['a manifest that does not end', bytesOf(`crossdock-bundle 1\n${' '.repeat(9_000_000)}`)],
    ['a manifest that is no JSON', bytesOf('crossdock-bundle 1\n{\n[]\n')],
    ['a prototype in the manifest', bytesOf('crossdock-bundle 1\n{"__proto__":{"version":"x","files":[]}}\n[]\n')],
    ['a tar archive', bytesOf(`mappings/a${'\0'.repeat(600)}`)],
    ['a zip archive', bytesOf('PK\u0003\u0004')],
  ])('is refused with %s', (_what, bytes) => {
    expect(refusal(() => decodeBundle(bytes))).toMatch(/^bundle\.invalid: /);
    expect(({} as { version?: string }).version).toBeUndefined();
  });
});

describe('a signature', () => {
  it('is asked for when keys are trusted, and has to be of one of them', () => {
    const [own, other] = [pair(), pair()];
    const signed = encodeBundle(starter, own.private);
    expect(decodeBundle(signed, [other.public, own.public]).signedBy).toMatch(/^[0-9a-f]{16}$/);
    expect(decodeBundle(signed).signedBy).toBeUndefined();
    expect(refusal(() => decodeBundle(encodeBundle(starter), [own.public]))).toMatch(/^bundle\.signature: /);
    expect(refusal(() => decodeBundle(encodeBundle(starter, other.private), [own.public]))).toMatch(
      /^bundle\.signature: /,
    );
  });

  it('is not that of another bundle', () => {
    const own = pair();
    const lines = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1').split('\n');
    const { signatures } = JSON.parse(lines(encodeBundle(starter, own.private))[2] as string) as {
      signatures: unknown;
    };
    const changed = new Map([...starter, ['mappings/tables/extra.csv', bytesOf('a,b\n1,2\n')]]);
    const forged = lines(encodeBundle(changed));
    forged[2] = JSON.stringify({ ...(JSON.parse(forged[2] as string) as object), signatures });
    const bytes = Buffer.from(forged.join('\n'), 'latin1');
    expect(refusal(() => decodeBundle(bytes, [own.public]))).toMatch(/^bundle\.signature: /);
  });

  it('takes no key of another kind', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(refusal(() => keyOf(pem, 'private'))).toMatch(/^config\.invalid: expected a private ed25519 key/);
    expect(refusal(() => keyOf('nothing', 'public'))).toMatch(/^config\.invalid: /);
  });
});
