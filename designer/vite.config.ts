// How the designer is built: hashed files into dist/designer, which the sidecar serves. Imports the bundler only.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
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
  worker: { format: 'es' },
});
