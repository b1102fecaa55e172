/** Where onnxruntime computes; `auto` is the first of cuda and webgpu that is faster than the CPU, else cpu. */
export const PROVIDERS = ['cpu', 'webgpu', 'cuda', 'auto'] as const;
export type ProviderChoice = (typeof PROVIDERS)[number];
export type Provider = Exclude<ProviderChoice, 'auto'>;

/** What onnxruntime is told: what a provider has no kernel for runs on the CPU. */
export function executionProviders(provider: Provider): Provider[] {
  return provider === 'cpu' ? ['cpu'] : [provider, 'cpu'];
}

/** Whether keys and values can stay in the provider's memory between runs: onnxruntime-node hands out buffers of webgpu alone. */
export function hasDeviceBuffers(provider: Provider): boolean {
  return provider === 'webgpu';
}

/**
 * Whether GroupQueryAttention can be relied on there: webgpu's (onnxruntime 1.30) gives other numbers from 31 tokens on, on both devices
 * that it was tested on (decision 0021). Where it cannot, attention is written out.
 */
export function hasFusedAttention(provider: Provider): boolean {
  return provider !== 'webgpu';
}
