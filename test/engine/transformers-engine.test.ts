import { describe, it } from 'vitest';
import { TransformersEngine } from '../../src/engine/transformers/transformers-engine.ts';
import { describeConformance } from './conformance-suite.ts';
import { FURTHER_FAMILIES, GOLDEN_FAMILIES } from './goldens.ts';
import { NO_PYTHON } from './python.ts';

/** The soft cap of Gemma 2 and the sinks of gpt-oss are not in sdpa. */
const EAGER_ONLY: readonly string[] = ['gemma2', 'gpt-oss'];

describe.skipIf(NO_PYTHON)('with transformers', () => {
  for (const attention of ['eager', 'sdpa'] as const)
    describeConformance(
      `transformers, ${attention}`,
      (checkpoint) =>
        TransformersEngine.open(checkpoint, { device: 'cpu', dtype: 'float32', attention, threads: 1 }),
      [...GOLDEN_FAMILIES, ...FURTHER_FAMILIES].filter(
        (family) => attention === 'eager' || !EAGER_ONLY.includes(family),
      ),
      { anyArchitecture: true },
    );
});

describe.runIf(NO_PYTHON)('with transformers', () => {
  it.skip(`is not tested: ${NO_PYTHON}`, () => {});
});
