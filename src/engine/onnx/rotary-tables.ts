import type { RopeParameters } from '../../checkpoint/model-config.ts';

/**
 * cos and sin of position × inverse frequency, each [positions, headDimension / 2], in the float32 arithmetic
 * of transformers (frequencies and angles are rounded to float32). `llama3` stretches long wavelengths by
 * `factor`, leaves short ones alone and blends between.
 */
export function rotaryTables(
  rope: RopeParameters,
  headDimension: number,
  positions: number,
): { cos: Float32Array; sin: Float32Array } {
  const half = headDimension / 2;
  const frequency = Float32Array.from(
    { length: half },
    (_, i) => 1 / rope.theta ** ((2 * i) / headDimension),
  );
  if (rope.type === 'llama3') {
    const { factor, lowFrequencyFactor, highFrequencyFactor, originalMaxPositions } = rope;
    for (let i = 0; i < half; i++) {
      const wavelength = (2 * Math.PI) / frequency[i];
      if (wavelength > originalMaxPositions / lowFrequencyFactor) frequency[i] /= factor;
      else if (wavelength >= originalMaxPositions / highFrequencyFactor) {
        const smooth =
          (originalMaxPositions / wavelength - lowFrequencyFactor) /
          (highFrequencyFactor - lowFrequencyFactor);
        frequency[i] = ((1 - smooth) * frequency[i]) / factor + smooth * frequency[i];
      }
    }
  }
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++)
    for (let i = 0; i < half; i++) {
      const angle = Math.fround(position * frequency[i]);
      cos[position * half + i] = Math.cos(angle);
      sin[position * half + i] = Math.sin(angle);
    }
  return { cos, sin };
}
