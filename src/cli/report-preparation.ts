import type { PreparationOptions } from '../checkpoint/precision/prepare-quantised-weights.ts';

/** Tells stderr how far the quantising of a model's weights is, a line a tenth, and what was in its way. */
export function reportPreparation(): PreparationOptions {
  let told = 0;
  return {
    onProgress(done, total) {
      const tenth = Math.floor((10 * done) / total);
      if (tenth === told || total < 2 ** 28) return;
      told = tenth;
      process.stderr.write(`quantising the weights, once: ${10 * tenth}%\n`);
    },
    onNote: (note) => process.stderr.write(`${note}\n`),
  };
}
