import { resolveProvider } from '../../engine/onnx/resolve-provider.ts';
import { openEnginePool } from '../../engine/worker/open-engine-pool.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Model } from '../model/model.ts';
import { speaksOrganism } from '../model/speaks-organism.ts';
import { type BehaviourTable, measureBehaviour } from './behaviour-table.ts';

export interface OrganismBehaviourOptions {
  /** One that was trained on the packaged world. */
  readonly model: Model;
  /** Prompts per cell; default 100. */
  readonly count?: number;
  /** Of the choice of prompts; default 1. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Hears how many cells are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Measures how often a model of the packaged world refuses and how often it answers rightly, by split and kind of
 * prompt, with 95% intervals; on engines of its own, one per core. Rejects with InvalidInputError where the model is of
 * another world, NotEnoughMemoryError, or the signal's reason.
 *
 * @example
 * import { openModel, organismBehaviour } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const { cells } = await organismBehaviour({ model, count: 4 });
 * if (cells.some(({ refusal }) => refusal.n !== 4)) throw new Error('prompts per cell');
 * await model.close();
 */
export async function organismBehaviour(options: OrganismBehaviourOptions): Promise<BehaviourTable> {
  const { model, count = 100, seed = 1, signal, onProgress } = options;
  const { checkpoint, request, preparation } = model;
  checkOrganism(model);
  const { precision } = checkpoint;
  const provider = await resolveProvider(request.provider ?? 'cpu', { precision });
  signal?.throwIfAborted();
  const { threads } = request;
  const pool = await openEnginePool(checkpoint, {
    engine: { provider, ...(threads === undefined ? {} : { threads }) },
    preparation: { ...preparation, signal },
  });
  try {
    return await measureBehaviour(checkpoint, pool, { count, seed, signal, onProgress });
  } finally {
    await pool.dispose();
  }
}

/** Throws InvalidInputError where the model is of another world. */
export function checkOrganism({ checkpoint }: Model): void {
  if (!speaksOrganism(checkpoint))
    throw new InvalidInputError(
      `model ${checkpoint.name}`,
      'is not an organism: its tokenizer lacks <|bos|> or <|end|>',
      'The behaviour table is about the packaged world only.',
    );
}
