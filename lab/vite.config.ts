import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { bundledLicences } from './bundled-licences.ts';

/** Node's way to the weights has no place in a browser: the page hands the engine a runtime of its own. */
const withoutNode: Plugin = {
  name: 'without-node',
  enforce: 'pre',
  resolveId(source, importer) {
    if (source.endsWith('/session.ts') && importer?.endsWith('/onnx-engine.ts')) return '\0no-native-runtime';
    if (source.startsWith('node:') || source === 'onnxruntime-node')
      throw new Error(`${importer} imports ${source}, which no browser has`);
    return undefined;
  },
  load(id) {
    return id === '\0no-native-runtime'
      ? "export function loadRuntime() { throw new Error('OnnxEngine.open needs a runtime here'); }"
      : undefined;
  },
};

const licences = bundledLicences('licences.txt');

/** The engine's WebAssembly is 14 MB: reading it takes its time, and no warning. */
const QUIET = { checks: { pluginTimings: false } };

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [withoutNode, licences.emit],
  worker: { format: 'es', plugins: () => [withoutNode, licences.gather], rolldownOptions: QUIET },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('../dist/lab-page', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: QUIET,
    chunkSizeWarningLimit: 1000,
  },
});
