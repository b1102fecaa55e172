import { createRequire } from 'node:module';
import { measureProductRate } from '../../engine/onnx/product-rate.ts';
import { loadOnnxRuntime } from '../../engine/onnx/session.ts';
import { formatNumber } from '../../wording/format-number.ts';
import type { Finding } from '../finding.ts';

/** The width of a small transformer, typical of the products of the shipped models and of 0.5B models. */
const PRODUCT = { hiddenSize: 512, intermediateSize: 2048 };

/** onnxruntime: version, execution providers of the installed build, and the rate of its float32 products. */
export async function describeRuntime(): Promise<Finding> {
  try {
    const runtime = await loadOnnxRuntime();
    const version = (
      createRequire(import.meta.url)('onnxruntime-node/package.json') as { readonly version: string }
    ).version;
    const providers = runtime.listSupportedBackends();
    const rate = await measureProductRate(PRODUCT, 0);
    const names = (bundled: boolean) =>
      providers.filter((provider) => provider.bundled === bundled).map(({ name }) => name);
    return {
      name: 'onnxruntime',
      status: 'ok',
      detail: `${version}; ${names(true).join(', ')} in this build; ${formatNumber(rate / 1e9)} GFLOP/s in float32`,
      values: { version, bundled: names(true), loadable: names(false), productFlopsPerSecond: rate },
    };
  } catch (error) {
    return {
      name: 'onnxruntime',
      status: 'failed',
      detail: `cannot be loaded (${(error as Error).message.split('\n')[0]})`,
      remedy:
        'Install again on this machine: node_modules of another platform or C library do not run here (musl: use a Debian image).',
    };
  }
}
