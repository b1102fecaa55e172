import { SafetensorsError } from '../../formats/safetensors-error.ts';
import { readSafetensorsHeader } from '../../formats/safetensors-file.ts';
import type { ModelConfig } from '../model-config.ts';
import type { TensorIndex } from '../weight-locations.ts';
import { weightLocations } from '../weight-locations.ts';
import { type QuantisedPrecision, quantisedLayout, scalesName } from './quantised-layout.ts';
import type { QuantisedMatrix, QuantisedWeights, StoredTensor } from './quantised-weights.ts';

/** Finds the tensors of a quantised weights file. Throws {@link SafetensorsError} where it is not the file of that model. */
export function readQuantisedWeights(
  file: string,
  model: { readonly config: ModelConfig; readonly tensors: TensorIndex },
  precision: QuantisedPrecision,
): QuantisedWeights {
  const header = readSafetensorsHeader(file);
  const stored = (name: string, shape: readonly number[]): StoredTensor => {
    const entry = header.tensors.get(name);
    if (!entry || JSON.stringify(entry.shape) !== JSON.stringify(shape))
      throw new SafetensorsError(
        file,
        `expected shape [${shape}], found ${entry ? `[${entry.shape}]` : 'nothing'}`,
        {
          tensor: name,
        },
      );
    return { file, offset: entry.offset, byteLength: entry.byteLength, shape };
  };
  const layout = quantisedLayout(model, precision);
  const matrices = new Map<string, QuantisedMatrix>();
  const shapes = new Map(layout.map(({ name, shape }) => [name, shape]));
  for (const { name, shape, source, bits } of layout) {
    if (bits === undefined) continue;
    const [rows, columns] = model.tensors.get(source)!.shape;
    const scales = scalesName(source);
    matrices.set(source, {
      rows,
      columns,
      bits,
      values: stored(name, shape),
      scales: stored(scales, shapes.get(scales)!),
    });
  }
  const located = new Map(weightLocations(header, file).map((location) => [location.name, location]));
  const copied = layout.filter(({ name, source }) => name === source);
  for (const { name, shape } of copied) stored(name, shape);
  return { matrices, tensors: new Map(copied.map(({ name }) => [name, located.get(name)!])) };
}
