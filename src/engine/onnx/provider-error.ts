import { LabError } from '../../errors/lab-error.ts';
import type { Provider } from './provider.ts';

/** The requested execution provider cannot be used on this machine. */
export class ProviderError extends LabError {
  readonly provider: Provider;
  /** The providers bundled with the installed onnxruntime. */
  readonly bundled: readonly string[];

  constructor(provider: Provider, problem: string, bundled: readonly string[], cause?: unknown) {
    super(`provider ${provider}: ${problem}`, {
      remedy: `The installed onnxruntime brings ${bundled.join(', ')}. \`provider: cpu\` always works.${REMEDIES[provider] ?? ''}`,
      cause,
    });
    this.provider = provider;
    this.bundled = bundled;
  }
}

const REMEDIES: Partial<Record<Provider, string>> = {
  cuda: " CUDA's libraries are fetched by onnxruntime-node's install script: npm rebuild onnxruntime-node --ignore-scripts=false.",
  webgpu: ' WebGPU needs a graphics driver (on Linux Vulkan: libvulkan.so.1 and an adapter).',
};
