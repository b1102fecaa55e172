import type { RopeParameters } from '../../checkpoint/rope-parameters.ts';

/**
 * cos and sin of position × inverse frequency, each [positions, dimension / 2], in the float32 arithmetic of transformers (frequencies
 * and angles are rounded to float32). `dimension`: elements of a head that are rotated.
 */
export function rotaryTables(
  rope: RopeParameters,
  dimension: number,
  positions: number,
): { cos: Float32Array; sin: Float32Array } {
  const half = dimension / 2;
  const frequency = inverseFrequencies(rope, dimension);
  const factor = 'attentionFactor' in rope ? rope.attentionFactor : 1;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let position = 0; position < positions; position++)
    for (let i = 0; i < half; i++) {
      const angle = Math.fround(position * frequency[i]);
      cos[position * half + i] = factor * Math.cos(angle);
      sin[position * half + i] = factor * Math.sin(angle);
    }
  return { cos, sin };
}

/** [dimension / 2]; see {@link RopeParameters}. */
function inverseFrequencies(rope: RopeParameters, dimension: number): Float32Array {
  const plain = Float32Array.from(
    { length: dimension / 2 },
    (_, i) => 1 / rope.theta ** ((2 * i) / dimension),
  );
  switch (rope.type) {
    case 'default':
      return plain;
    case 'linear':
      return plain.map((frequency) => frequency / rope.factor);
    case 'longrope':
      return plain.map((frequency, i) => frequency / rope.shortFactors[i]);
    case 'llama3': {
      const { factor, lowFrequencyFactor, highFrequencyFactor, originalMaxPositions } = rope;
      return plain.map((frequency) => {
        const wavelength = (2 * Math.PI) / frequency;
        if (wavelength > originalMaxPositions / lowFrequencyFactor) return frequency / factor;
        if (wavelength < originalMaxPositions / highFrequencyFactor) return frequency;
        const smooth =
          (originalMaxPositions / wavelength - lowFrequencyFactor) /
          (highFrequencyFactor - lowFrequencyFactor);
        return ((1 - smooth) * frequency) / factor + smooth * frequency;
      });
    }
    case 'yarn': {
      const [low, high] = yarnRamp(rope, dimension);
      return plain.map((frequency, i) => {
        const divided = Math.min(1, Math.max(0, (i - low) / (high - low)));
        return (frequency / rope.factor) * divided + frequency * (1 - divided);
      });
    }
  }
}

/** Pairs between which frequencies go from kept to divided (YaRN, section 3.2). */
function yarnRamp(rope: Extract<RopeParameters, { type: 'yarn' }>, dimension: number): [number, number] {
  const pairOf = (rotations: number): number =>
    (dimension * Math.log(rope.originalMaxPositions / (rotations * 2 * Math.PI))) /
    (2 * Math.log(rope.theta));
  const [fast, slow] = [pairOf(rope.betaFast), pairOf(rope.betaSlow)];
  const low = Math.max(0, rope.truncate ? Math.floor(fast) : fast);
  const high = Math.min(dimension - 1, rope.truncate ? Math.ceil(slow) : slow);
  return [low, high === low ? high + 0.001 : high];
}
