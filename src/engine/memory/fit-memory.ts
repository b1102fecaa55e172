import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { PRECISIONS, type Precision } from '../../checkpoint/precision/precision.ts';
import { isQuantised } from '../../checkpoint/precision/quantised-layout.ts';
import { describeMemory } from './describe-memory.ts';
import { cacheBytesPerToken, type EngineMemory, engineMemory, type MemorySettings } from './engine-memory.ts';
import { NotEnoughMemoryError } from './not-enough-memory-error.ts';

export interface MemoryRequest {
  readonly name: string;
  readonly config: ModelConfig;
  readonly precision: Precision;
  /** Bytes available, for messages. */
  readonly available: number;
  /** Bytes of these that all engines together may use. */
  readonly usable: number;
  /** Number of engines; each holds the weights once. */
  readonly engines: number;
  /** Only captures, in the first this many blocks: the others are not loaded, and those may be loaded a group at a time. */
  readonly captureBlocks?: number | undefined;
}

export interface MemoryFit {
  readonly memory: EngineMemory;
  readonly settings: MemorySettings;
}

/** Padded tokens of a pass, most first. */
const PASS_TOKENS = [512, 256, 128] as const;
const MOST_CACHE_BYTES = 4 * 2 ** 30;
/** Room for the tokens of at least one long completion. */
const LEAST_CACHE_TOKENS = 512;

/**
 * The settings of a large model's engine that make the most of the memory there is: whole, with smaller passes and a smaller cache where
 * it is tight; for captures alone a group of blocks at a time. None of them changes a value: rows do not depend on their batch.
 * Throws {@link NotEnoughMemoryError} where nothing fits.
 */
export function fitMemory(request: MemoryRequest): MemoryFit {
  const { name, config, precision, available, engines, captureBlocks } = request;
  const whole = wholeFit(request);
  if (whole) return whole;
  if (captureBlocks !== undefined) {
    const streamed = streamedFit(request);
    if (streamed) return streamed;
  }
  const least = leastMemory(config, precision, captureBlocks);
  const known: readonly Precision[] = PRECISIONS;
  const others = known.slice(known.indexOf(precision) + 1).filter(isQuantised);
  const smaller = others.find((other) => wholeFit({ ...request, precision: other }));
  throw new NotEnoughMemoryError(name, {
    needed: describeMemory(least),
    neededBytes: engines * least.total,
    engines,
    available,
    remedies: [
      ...(engines > 1 && wholeFit({ ...request, engines: 1 }) ? ['Use `workers: 1`.'] : []),
      ...(smaller ? [`\`precision: ${smaller}\` fits (docs/precision.md says what it costs).`] : []),
      ...(captureBlocks === undefined && streamedFit(request)
        ? ['capture can do with less: it loads a group of layers at a time.']
        : []),
    ],
  });
}

/** The least that an engine needs: with the whole model, or for captures with its first blocks. */
export function leastMemory(config: ModelConfig, precision: Precision, captureBlocks?: number): EngineMemory {
  return engineMemory(config, precision, leastSettings(config, captureBlocks));
}

function leastSettings(config: ModelConfig, captureBlocks: number | undefined): MemorySettings {
  const perToken = cacheBytesPerToken({ ...config, layers: captureBlocks ?? config.layers });
  return {
    maxTokens: PASS_TOKENS.at(-1)!,
    cacheBytes: LEAST_CACHE_TOKENS * perToken,
    ...(captureBlocks === undefined ? {} : { captureBlocks }),
  };
}

function wholeFit({
  config,
  precision,
  usable,
  engines,
  captureBlocks,
}: MemoryRequest): MemoryFit | undefined {
  const each = usable / engines;
  const least = leastSettings(config, captureBlocks);
  for (const maxTokens of PASS_TOKENS) {
    const room = each - engineMemory(config, precision, { ...least, maxTokens, cacheBytes: 0 }).total;
    // Larger passes must not force completions into smaller groups.
    const wanted = maxTokens === least.maxTokens ? least.cacheBytes : 4 * least.cacheBytes;
    if (room < wanted) continue;
    const settings = { ...least, maxTokens, cacheBytes: Math.floor(Math.min(MOST_CACHE_BYTES, room)) };
    return { settings, memory: engineMemory(config, precision, settings) };
  }
  return undefined;
}

function streamedFit({
  config,
  precision,
  usable,
  engines,
  captureBlocks = config.layers,
}: MemoryRequest): MemoryFit | undefined {
  const each = usable / engines;
  for (const maxTokens of PASS_TOKENS)
    for (let layersAtOnce = captureBlocks - 1; layersAtOnce >= 1; layersAtOnce--) {
      const settings = { maxTokens, cacheBytes: 0, captureBlocks, layersAtOnce };
      const memory = engineMemory(config, precision, settings);
      if (memory.total <= each) return { settings, memory };
    }
  return undefined;
}
