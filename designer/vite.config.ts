// How the designer is built: hashed files into dist/designer, which the sidecar serves. Imports the bundler only.
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The page forbids `eval`: schemas are checked by the walk that needs none, in place of ajv. */
const withoutEval = (): Plugin => ({
  name: 'crossdock:without-eval',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!source.endsWith('/schema-check.ts')) return null;
    return this.resolve(source.replace('schema-check.ts', 'schema-check-safe.ts'), importer, { skipSelf: true });
  },
});

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [withoutEval(), react()],
  // The sidecar puts a fresh value in its place with every page that it serves.
  html: { cspNonce: 'CSP-NONCE' },
  build: {
    target: 'es2023',
    sourcemap: false,
    // A data: URL is not allowed by the page's own policy, except for pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: 'es', plugins: () => [withoutEval()] },
});
