import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import { defaultPython } from '../../src/engine/transformers/python-environment.ts';
import { PythonProcess } from '../../src/engine/transformers/python-process.ts';
import { TransformersEngine } from '../../src/engine/transformers/transformers-engine.ts';

let shared: PythonProcess | undefined;

/**
 * The transformers engine in float32 on the CPU, in one Python for all test files of this process: Python needs seconds for its imports.
 * It holds one model at a time, and ends when the process of the tests does.
 */
export async function openInSharedPython(
  checkpoint: Checkpoint,
  options: { readonly attention?: 'eager' | 'sdpa' } = {},
): Promise<TransformersEngine> {
  if (!shared?.alive) {
    shared = new PythonProcess(defaultPython());
    shared.unref();
  }
  const onCpu = { device: 'cpu', dtype: 'float32', threads: 1, ...options } as const;
  const engine = await TransformersEngine.open(checkpoint, onCpu, undefined, shared);
  engine.dispose = async () => {};
  return engine;
}
