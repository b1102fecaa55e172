import { precisionName } from '../../checkpoint/precision/precision.ts';
import { formatBytes } from '../../wording/format-bytes.ts';
import type { EngineMemory } from './engine-memory.ts';

/** `int8: 7.1 GiB weights + 1.2 GiB cache + 0.9 GiB passes + 0.3 GiB process`. */
export function describeMemory({ precision, weights, cache, pass, process }: EngineMemory): string {
  const parts = [
    `${formatBytes(weights)} weights`,
    ...(cache > 0 ? [`${formatBytes(cache)} cache`] : []),
    `${formatBytes(pass)} passes`,
    `${formatBytes(process)} process`,
  ];
  return `${precisionName(precision)}: ${parts.join(' + ')}`;
}
