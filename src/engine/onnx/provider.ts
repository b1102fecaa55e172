/** Where onnxruntime computes; `auto` is the first of cuda and webgpu that works, else cpu. */
export const PROVIDERS = ['cpu', 'webgpu', 'cuda', 'auto'] as const;
export type ProviderChoice = (typeof PROVIDERS)[number];
export type Provider = Exclude<ProviderChoice, 'auto'>;

/** What onnxruntime is told: what a provider has no kernel for runs on the CPU. */
export function executionProviders(provider: Provider): Provider[] {
  return provider === 'cpu' ? ['cpu'] : [provider, 'cpu'];
}
