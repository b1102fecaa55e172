import { afterAll, describe, it } from 'vitest';
import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import { defaultPython } from '../../src/engine/transformers/python-environment.ts';
import { PythonProcess } from '../../src/engine/transformers/python-process.ts';
import { TransformersEngine } from '../../src/engine/transformers/transformers-engine.ts';
import { NIGHTLY } from '../nightly.ts';
import { describeConformance } from './conformance-suite.ts';
import { FURTHER_FAMILIES, GOLDEN_FAMILIES } from './goldens.ts';
import { NO_PYTHON } from './python.ts';

/** The soft cap of Gemma 2 and the sinks of gpt-oss are not in sdpa. */
const EAGER_ONLY: readonly string[] = ['gemma2', 'gpt-oss'];
/** One of each kind of block, whenever tests are run. */
const ALWAYS = {
  eager: ['gemma2', 'phi3', 'mixtral', 'gpt-oss'],
  sdpa: ['gemma3'],
};

describe.skipIf(NO_PYTHON)('with transformers', () => {
  // One process for all models: Python needs seconds for its imports.
  let shared: PythonProcess | undefined;
  afterAll(() => shared?.close());

  const open = async (checkpoint: Checkpoint, attention: 'eager' | 'sdpa'): Promise<TransformersEngine> => {
    shared ??= new PythonProcess(defaultPython());
    const options = { device: 'cpu', dtype: 'float32', attention, threads: 1 } as const;
    const engine = await TransformersEngine.open(checkpoint, options, undefined, shared);
    engine.dispose = async () => {};
    return engine;
  };
  for (const attention of ['eager', 'sdpa'] as const)
    describeConformance(
      `transformers, ${attention}`,
      (checkpoint) => open(checkpoint, attention),
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
