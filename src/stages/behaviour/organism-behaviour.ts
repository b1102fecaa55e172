import { openPool } from '../../engine/open-pool.ts';
import { resolveEngine } from '../../engine/resolve-engine.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Model } from '../model/model.ts';
import { speaksOrganism } from '../model/speaks-organism.ts';
import { type BehaviourTable, measureBehaviour } from './behaviour-table.ts';

export interface OrganismBehaviourOptions {
  /** A model that was trained on the packaged world. */
  readonly model: Model;
  /** Prompts per cell; default 100. */
  readonly count?: number;
  /** Seed of the choice of prompts; default 1. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Called with the number of cells done, and in total. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Measures how often a model of the packaged world refuses and how often it answers rightly, by split and kind of
 * prompt, with 95% intervals; on its own engines, one per core. Rejects with InvalidInputError if the model is of
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
  const place = await resolveEngine(request, checkpoint, signal);
  signal?.throwIfAborted();
  const { threads } = request;
  const pool = await openPool(checkpoint, place, {
    threads,
    preparation: { ...preparation, signal },
  });
  try {
    return await measureBehaviour(checkpoint, pool, { count, seed, signal, onProgress });
  } finally {
    await pool.dispose();
  }
}

/** Throws InvalidInputError if the model is of another world. */
export function checkOrganism({ checkpoint }: Model): void {
  if (!speaksOrganism(checkpoint))
    throw new InvalidInputError(
      `model ${checkpoint.name}`,
      'is not an organism: its tokenizer lacks <|bos|> or <|end|>',
      'The behaviour table is about the packaged world only.',
    );
}
