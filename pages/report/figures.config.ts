import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page's figures as a module that draws them without a browser, for files. What the package depends on anyway is not in it. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  ssr: { noExternal: true, external: ['linkedom'] },
  build: {
    ssr: fileURLToPath(new URL('src/figure-files/figure-files.tsx', import.meta.url)),
    outDir: fileURLToPath(new URL('../../dist/page-figures', import.meta.url)),
    emptyOutDir: true,
    target: 'node20',
    reportCompressedSize: false,
  },
});
