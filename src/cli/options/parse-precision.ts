import { InvalidArgumentError } from 'commander';
import { PRECISIONS, type Precision } from '../../checkpoint/precision/precision.ts';

/** A parser of `--precision` for some of the precisions. Half floats have names that users will try, so they are told which one it is. */
export function parsePrecision(known: readonly Precision[] = PRECISIONS): (text: string) => Precision {
  return (text) => {
    const precision = known.find((name) => name === text);
    if (precision) return precision;
    const expected = `expected one of ${known.join(', ')}.`;
    if (/^(f16|fp16|float16|half)$/.test(text))
      throw new InvalidArgumentError(
        known.includes('f16')
          ? `${expected} Half floats are f16.`
          : `${expected} These models run on the CPU, which has no products of half floats.`,
      );
    if (/^(bf16|bfloat16)$/.test(text))
      throw new InvalidArgumentError(
        `${expected} onnxruntime has no products of bfloat16; such checkpoints are read exactly with f32.`,
      );
    throw new InvalidArgumentError(expected);
  };
}
