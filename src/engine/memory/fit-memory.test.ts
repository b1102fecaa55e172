import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUBLISHED_CONFIGS } from '../../../bench/published-configs.js';
import { parseModelConfig } from '../../checkpoint/model-config.ts';
import { PRECISIONS, type Precision } from '../../checkpoint/precision/precision.ts';
import { cacheBytesPerToken } from './engine-memory.ts';
import { fitMemory, leastMemory } from './fit-memory.ts';
import { heldBytes } from './held-bytes.ts';
import { NotEnoughMemoryError } from './not-enough-memory-error.ts';

const GIB = 2 ** 30;
const configOf = (name: string) => parseModelConfig(PUBLISHED_CONFIGS[name], name);
const fitted = (
  name: string,
  precision: Precision,
  gibibytes: number,
  more: { readonly engines?: number; readonly captureBlocks?: number | undefined } = {},
) =>
  fitMemory({
    name,
    config: configOf(name),
    precision,
    available: gibibytes * GIB,
    usable: 0.92 * gibibytes * GIB,
    engines: 1,
    ...more,
  });
const refusalOf = (run: () => unknown): NotEnoughMemoryError => {
  try {
    run();
  } catch (error) {
    if (error instanceof NotEnoughMemoryError) return error;
    throw error;
  }
  throw new Error('not refused');
};

describe('heldBytes', () => {
  // Parameters of the published models less an untied embedding, which stays in the file; int8 is 40 bytes and int4 24 for 32 weights.
  it.each([
    ['Qwen2.5-0.5B', 'f32', 0.494e9 * 4],
    ['Llama-2-7B', 'f32', (6.738e9 - 32000 * 4096) * 4],
    ['Llama-2-7B', 'int8', ((6.738e9 - 32000 * 4096) * 40) / 32],
    ['Llama-3.1-8B', 'f32', (8.03e9 - 128256 * 4096) * 4],
  ] as const)('of %s in %s', (name, precision, bytes) => {
    const config = configOf(name);
    const { layer, head } = heldBytes(config, precision);
    expect((layer * config.layers + head) / bytes).toBeCloseTo(1, 2);
  });
});

describe('fitMemory', () => {
  it('takes the whole model where it fits, with all the cache that is useful', () => {
    const { settings, memory } = fitted('Qwen2.5-0.5B', 'f32', 64);
    expect(settings).toEqual({ maxTokens: 512, cacheBytes: 4 * GIB });
    expect(memory.total).toBeLessThan(64 * GIB);
  });

  it('takes smaller passes and a smaller cache where memory is tight', () => {
    const { settings } = fitted('Llama-2-7B', 'int8', 10);
    expect(settings.maxTokens).toBeLessThan(512);
    expect(settings.cacheBytes).toBeLessThan(2 * GIB);
    expect(settings.layersAtOnce).toBeUndefined();
  });

  it('refuses what does not fit, with its parts and what would', () => {
    const error = refusalOf(() => fitted('Qwen2.5-32B', 'f32', 28));
    expect(error.message).toContain('Qwen2.5-32B needs');
    expect(error.message).toContain('float32: ');
    expect(error.message).toContain('28.0 GiB are available');
    expect(error.message).toContain('`precision: int4` fits');
    expect(error.message).toContain('capture can do with less');
    expect(error.exitCode).toBe(2);
    expect(refusalOf(() => fitted('Qwen2.5-32B', 'int4', 4)).remedy).toContain('capture can do with less');
    expect(refusalOf(() => fitted('Qwen2.5-32B', 'int4', 0.5)).remedy).toContain('Nothing smaller');
    expect(refusalOf(() => fitted('Llama-2-7B', 'int8', 12, { engines: 2 })).remedy).toContain(
      '`workers: 1`',
    );
  });

  it('captures with as many blocks at a time as there is room for', () => {
    const blocks = [8, 16, 24].map(
      (gibibytes) => fitted('Llama-2-7B', 'f32', gibibytes, { captureBlocks: 32 }).settings.layersAtOnce!,
    );
    expect(blocks[0]).toBeGreaterThanOrEqual(4);
    expect(blocks).toEqual(blocks.toSorted((a, b) => a - b));
    expect(blocks[2]).toBeLessThan(32);
    expect(fitted('Llama-2-7B', 'f32', 40, { captureBlocks: 32 }).settings.layersAtOnce).toBeUndefined();
  });

  it('takes as much less for captures in the first blocks as the others and the head weigh', () => {
    const config = configOf('Llama-2-7B');
    const { layer, head } = heldBytes(config, 'f32');
    const [whole, half] = [32, 16].map((captureBlocks) => leastMemory(config, 'f32', captureBlocks));
    expect(leastMemory(config, 'f32').weights - whole.weights).toBe(head);
    expect(whole.weights - half.weights).toBe(16 * layer);
    expect(fitted('Llama-2-7B', 'f32', 18, { captureBlocks: 16 }).settings).toMatchObject({
      captureBlocks: 16,
    });
  });

  it('never plans more than there is, and refuses only what needs more', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(PUBLISHED_CONFIGS)),
        fc.constantFrom(...PRECISIONS),
        fc.double({ min: 0.2, max: 200, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        fc.option(fc.integer({ min: 1, max: 24 }), { nil: undefined }),
        (name, precision, gibibytes, engines, captureBlocks) => {
          const config = configOf(name);
          try {
            const { memory, settings } = fitted(name, precision, gibibytes, { engines, captureBlocks });
            expect(engines * memory.total).toBeLessThanOrEqual(gibibytes * GIB);
            if (!settings.layersAtOnce)
              expect(settings.cacheBytes).toBeGreaterThanOrEqual(
                512 * cacheBytesPerToken({ ...config, layers: captureBlocks ?? config.layers }),
              );
          } catch (error) {
            expect(error).toBeInstanceOf(NotEnoughMemoryError);
            expect((error as NotEnoughMemoryError).needed).toBeGreaterThan(0.9 * gibibytes * GIB);
          }
        },
      ),
    );
  });
});
