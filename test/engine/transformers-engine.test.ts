import { describe, it } from 'vitest';
import { NIGHTLY } from '../nightly.ts';
import { describeConformance } from './conformance-suite.ts';
import { FURTHER_FAMILIES, GOLDEN_FAMILIES } from './goldens.ts';
import { NO_PYTHON } from './python.ts';
import { openInSharedPython } from './shared-python.ts';

/** The soft cap of Gemma 2 and the sinks of gpt-oss are not in sdpa. */
const EAGER_ONLY: readonly string[] = ['gemma2', 'gpt-oss'];
/** One of each kind of block, whenever tests are run. */
const ALWAYS = {
  eager: ['gemma2', 'phi3', 'mixtral', 'gpt-oss'],
  sdpa: ['gemma3'],
};

describe.skipIf(NO_PYTHON)('with transformers', () => {
  for (const attention of ['eager', 'sdpa'] as const)
    describeConformance(
      `transformers, ${attention}`,
      (checkpoint) => openInSharedPython(checkpoint, { attention }),
      [...GOLDEN_FAMILIES, ...FURTHER_FAMILIES].filter(
        (family) =>
          (attention === 'eager' || !EAGER_ONLY.includes(family)) &&
          (NIGHTLY || ALWAYS[attention].includes(family)),
      ),
      { anyArchitecture: true },
    );
});

describe.runIf(NO_PYTHON)('with transformers', () => {
  it.skip(`is not tested: ${NO_PYTHON}`, () => {});
});
