import { describe, expect, it } from 'vitest';
import { PrecisionError } from './precision-error.ts';
import { executionProviders } from './provider.ts';
import { ProviderError } from './provider-error.ts';
import { type ProbedRuntime, resolveProvider } from './resolve-provider.ts';

/** An onnxruntime that lists some providers, of which some start, and what each makes of 2049 · 1 in float16. */
function runtimeWith(
  listed: readonly string[],
  starting: readonly string[],
  products: Readonly<Record<string, number>> = {},
) {
  const released: string[] = [];
  const runtime = {
    listSupportedBackends: () => listed.map((name) => ({ name, bundled: name !== 'cuda' })),
    InferenceSession: {
      create: async (_: Uint8Array, { executionProviders: [first] }: { executionProviders: string[] }) => {
        if (!starting.includes(first))
          throw new Error(`/src/a.cc:1 void f() ok was false. no ${first} adapter\nmore`);
        const run = async () => {
          if (!(first in products))
            throw new Error(
              "Non-zero status code returned while running Cast node. Name:'a/Cast' Status Message: a.cc:1 f no half",
            );
          return { product: { data: [products[first]] } };
        };
        return { run, release: async () => released.push(first) };
      },
    },
    Tensor: class {},
  } as unknown as ProbedRuntime;
  return { runtime, released, isFaster: async () => true };
}

describe('resolveProvider', () => {
  it('takes a provider that starts, and lets its session go', async () => {
    const { runtime, released } = runtimeWith(['cpu', 'webgpu'], ['webgpu']);
    expect(await resolveProvider('webgpu', { runtime })).toBe('webgpu');
    expect(released).toEqual(['webgpu']);
  });

  it('auto: cuda before webgpu before cpu, each only where it starts', async () => {
    const all = ['cpu', 'webgpu', 'cuda'];
    for (const [starting, expected] of [
      [['cuda', 'webgpu'], 'cuda'],
      [['webgpu'], 'webgpu'],
      [[], 'cpu'],
    ] as const)
      expect(await resolveProvider('auto', runtimeWith(all, starting))).toBe(expected);
    expect(await resolveProvider('auto', runtimeWith(['cpu'], ['cuda', 'webgpu']))).toBe('cpu');
  });

  it('auto: what is slower than the CPU is left alone', async () => {
    const slow = {
      ...runtimeWith(['cpu', 'webgpu'], ['webgpu'], { webgpu: 2048 }),
      isFaster: async () => false,
    };
    expect(await resolveProvider('auto', slow)).toBe('cpu');
    // Nothing else computes in it, fast or slow.
    expect(await resolveProvider('auto', { ...slow, precision: 'f16' })).toBe('webgpu');
  });

  it('f16: only what rounds to float16 will do', async () => {
    const precision = 'f16';
    const both = ['webgpu', 'cuda'];
    const all = ['cpu', ...both];
    const half = runtimeWith(all, both, { webgpu: 2048, cuda: 2049 });
    expect(await resolveProvider('webgpu', { ...half, precision })).toBe('webgpu');
    expect(await resolveProvider('auto', { ...half, precision })).toBe('webgpu');
    await expect(resolveProvider('cuda', { ...half, precision })).rejects.toThrow(
      /^precision f16: provider cuda does not compute in float16: 2049 · 1 came out as 2049, in float16 it is 2048\n/,
    );
    const none = { ...runtimeWith(all, both), precision } as const;
    await expect(resolveProvider('webgpu', none)).rejects.toThrow(
      /^precision f16: provider webgpu does not compute in float16: no half\n/,
    );
    for (const choice of ['auto', 'cpu'] as const) {
      await expect(resolveProvider(choice, none)).rejects.toBeInstanceOf(PrecisionError);
      await expect(resolveProvider(choice, none)).rejects.toThrow(
        'provider cpu has no products of half floats',
      );
    }
    expect(await resolveProvider('webgpu', { ...none, precision: 'int8' })).toBe('webgpu');
  });

  it('says what is missing, and what there is', async () => {
    const absent = resolveProvider('cuda', runtimeWith(['cpu', 'webgpu'], []));
    await expect(absent).rejects.toBeInstanceOf(ProviderError);
    await expect(absent).rejects.toThrow('provider cuda: is not in the installed onnxruntime\n');
    await expect(absent).rejects.toThrow('brings cpu, webgpu.');
    await expect(resolveProvider('webgpu', runtimeWith(['cpu', 'webgpu'], []))).rejects.toThrow(
      /^provider webgpu: does not start: no webgpu adapter\n/,
    );
  });

  it('cpu needs no onnxruntime', async () => {
    expect(await resolveProvider('cpu', { runtime: {} as ProbedRuntime })).toBe('cpu');
  });
});

it('what a provider has no kernel for runs on the CPU', () => {
  expect(executionProviders('cpu')).toEqual(['cpu']);
  expect(executionProviders('cuda')).toEqual(['cuda', 'cpu']);
});
