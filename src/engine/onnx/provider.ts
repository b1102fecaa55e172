/** Execution provider of onnxruntime; `auto` is the first of cuda and webgpu that is faster than the CPU, else cpu. */
export const PROVIDERS = ['cpu', 'webgpu', 'cuda', 'auto'] as const;
export type ProviderChoice = (typeof PROVIDERS)[number];
export type Provider = Exclude<ProviderChoice, 'auto'>;

/** The providers passed to onnxruntime: operations for which a provider has no kernel run on the CPU. */
export function executionProviders(provider: Provider): Provider[] {
  return provider === 'cpu' ? ['cpu'] : [provider, 'cpu'];
}

/** Whether keys and values can stay in the provider's memory between runs: onnxruntime-node only exposes webgpu's buffers. */
export function hasDeviceBuffers(provider: Provider): boolean {
  return provider === 'webgpu';
}

/**
 * Whether GroupQueryAttention is reliable on the provider: webgpu's (onnxruntime 1.30) gives other numbers from 31 tokens on, on both devices
 * that it was tested on (decision 0021). Where it cannot, attention is written out.
 */
export function hasFusedAttention(provider: Provider): boolean {
  return provider !== 'webgpu';
}
