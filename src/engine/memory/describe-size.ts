import { formatBytes } from '../../wording/format-bytes.ts';
import { describeMemory } from './describe-memory.ts';
import type { SizedEngine } from './size-engine.ts';

/** One line printed before a large model is loaded: how its memory is used and how it runs within it. */
export function describeSize(name: string, { memory, settings, available }: SizedEngine): string {
  const { captureBlocks, layersAtOnce } = settings;
  const part = captureBlocks ? ` of the first ${captureBlocks} block${captureBlocks > 1 ? 's' : ''}` : '';
  const groups = layersAtOnce
    ? `; larger than memory: ${layersAtOnce} block${layersAtOnce > 1 ? 's' : ''} at a time`
    : '';
  return `${name}${part}, ${describeMemory(memory)} = ${formatBytes(memory.total)} of ${formatBytes(available)}${groups}`;
}
