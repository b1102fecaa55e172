import type { SafetensorsInput } from '../../formats/safetensors.ts';

/** Lists of token ids as one tensor and the tensor of their lengths. */
export function raggedTensors(
  name: string,
  lists: readonly (readonly number[])[],
): [string, SafetensorsInput][] {
  const flat = Int32Array.from(lists.flat());
  const lengths = Int32Array.from(lists, (list) => list.length);
  return [
    [name, { dtype: 'I32', shape: [flat.length], data: flat }],
    [`${name}.lengths`, { dtype: 'I32', shape: [lengths.length], data: lengths }],
  ];
}
