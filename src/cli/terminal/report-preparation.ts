import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import { formatBytes } from '../../wording/format-bytes.ts';
import { type StageMeter, terminal } from './terminal.ts';

/** Weights read in less than a second need no message. */
const LARGE_BYTES = 2 ** 28;

/** Reports the preparation of a large model's weights before its first prompt: progress of quantising, delays, loading. */
export function reportPreparation(): PreparationOptions {
  let meter: StageMeter | undefined;
  return {
    onProgress(done, total) {
      if (total < LARGE_BYTES) return;
      // The clock starts with this work, not with the download before it.
      meter ??= terminal.stage('quantising the weights, once', 'MB');
      meter.report({ done: done / 1e6, total: total / 1e6 });
      if (done >= total) meter.stop();
    },
    onNote: (note) => terminal.note(note),
    onLoading(model, bytes) {
      if (bytes >= LARGE_BYTES)
        terminal.note(`${model}: loading ${formatBytes(bytes)} of weights; the first batch waits for them`);
    },
  };
}
