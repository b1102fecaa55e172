import { availableMemory } from './available-memory.ts';

/** Most bytes of graphs that all engines of a pool hold together, however much memory the machine has. */
const MOST_BYTES = 2 ** 30;
/** Share of the available memory. */
const SHARE = 1 / 8;

/**
 * Bytes that each of `engines` engines may hold in loaded graphs of a small model. A graph that is asked for again and was kept need not be
 * loaded again, which takes longer than most requests to it. `available`: bytes that may be used; default what the machine has left.
 */
export function graphMemory(engines: number, available = availableMemory()): number {
  return Math.min(MOST_BYTES, available * SHARE) / engines;
}
