import { describe, expect, it } from 'vitest';
import { executionProviders } from './provider.ts';
import { ProviderError } from './provider-error.ts';
import { type ProbedRuntime, resolveProvider } from './resolve-provider.ts';

/** An onnxruntime that lists some providers, of which some start. */
function runtimeWith(listed: readonly string[], starting: readonly string[]) {
  const released: string[] = [];
  const runtime = {
    listSupportedBackends: () => listed.map((name) => ({ name, bundled: name !== 'cuda' })),
    InferenceSession: {
      create: async (_: Uint8Array, { executionProviders: [first] }: { executionProviders: string[] }) => {
        if (!starting.includes(first))
          throw new Error(`/src/a.cc:1 void f() ok was false. no ${first} adapter\nmore`);
        return { release: async () => released.push(first) };
      },
    },
  } as unknown as ProbedRuntime;
  return { runtime, released };
}

describe('resolveProvider', () => {
  it('takes a provider that starts, and lets its session go', async () => {
    const { runtime, released } = runtimeWith(['cpu', 'webgpu'], ['webgpu']);
    expect(await resolveProvider('webgpu', runtime)).toBe('webgpu');
    expect(released).toEqual(['webgpu']);
  });

  it('auto: cuda before webgpu before cpu, each only where it starts', async () => {
    const all = ['cpu', 'webgpu', 'cuda'];
    for (const [starting, expected] of [
      [['cuda', 'webgpu'], 'cuda'],
      [['webgpu'], 'webgpu'],
      [[], 'cpu'],
    ] as const)
      expect(await resolveProvider('auto', runtimeWith(all, starting).runtime)).toBe(expected);
    expect(await resolveProvider('auto', runtimeWith(['cpu'], ['cuda', 'webgpu']).runtime)).toBe('cpu');
  });

  it('says what is missing, and what there is', async () => {
    const absent = resolveProvider('cuda', runtimeWith(['cpu', 'webgpu'], []).runtime);
    await expect(absent).rejects.toBeInstanceOf(ProviderError);
    await expect(absent).rejects.toThrow('provider cuda: is not in the installed onnxruntime\n');
    await expect(absent).rejects.toThrow('brings cpu, webgpu.');
    await expect(resolveProvider('webgpu', runtimeWith(['cpu', 'webgpu'], []).runtime)).rejects.toThrow(
      /^provider webgpu: does not start: no webgpu adapter\n/,
    );
  });

  it('cpu needs no onnxruntime', async () => {
    expect(await resolveProvider('cpu', {} as ProbedRuntime)).toBe('cpu');
  });
});

it('what a provider has no kernel for runs on the CPU', () => {
  expect(executionProviders('cpu')).toEqual(['cpu']);
  expect(executionProviders('cuda')).toEqual(['cuda', 'cpu']);
});
