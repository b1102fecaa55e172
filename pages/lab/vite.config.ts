import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { bundledLicences } from './bundled-licences.ts';

/** Node's ways of reading weights do not exist in a browser: the page gives the engine its own runtime and float32 weights. */
const WITHOUT_NODE: ReadonlyMap<string, string> = new Map([
  [
    'session.ts',
    "export function loadRuntime() { throw new Error('OnnxEngine.open needs a runtime here'); }",
  ],
  [
    'quantised-model.ts',
    "export function quantisedModel() { throw new Error('quantised weights need Node'); }",
  ],
]);

const withoutNode: Plugin = {
  name: 'without-node',
  enforce: 'pre',
  resolveId(source, importer) {
    const file = source.split('/').at(-1) ?? '';
    if (WITHOUT_NODE.has(file) && importer?.endsWith('/onnx-engine.ts')) return `\0without-node/${file}`;
    if (source.startsWith('node:') || source === 'onnxruntime-node')
      throw new Error(`${importer} imports ${source}, which no browser has`);
    return undefined;
  },
  load: (id) => (id.startsWith('\0without-node/') ? WITHOUT_NODE.get(id.split('/').at(-1) ?? '') : undefined),
};

const licences = bundledLicences('licences.txt');

/** The engine's WebAssembly is 14 MB: reading it takes time, which is not worth a warning. */
const QUIET = { checks: { pluginTimings: false } };

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [withoutNode, licences.emit],
  worker: { format: 'es', plugins: () => [withoutNode, licences.gather], rolldownOptions: QUIET },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../../dist/lab-page', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: QUIET,
    chunkSizeWarningLimit: 1000,
  },
});
