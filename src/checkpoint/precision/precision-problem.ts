import { PRECISIONS, type Precision } from './precision.ts';

/**
 * The reason why a precision's name is refused; undefined for one of `known`. Users will try the names of half floats, so
 * they are told which one it is.
 */
export function precisionProblem(
  text: unknown,
  known: readonly Precision[] = PRECISIONS,
): string | undefined {
  if (known.some((name) => name === text)) return undefined;
  const expected = `expected one of ${known.join(', ')}.`;
  if (/^(f16|fp16|float16|half)$/.test(String(text)))
    return known.includes('f16')
      ? `${expected} Half floats are f16.`
      : `${expected} These models run on the CPU, which has no products of half floats.`;
  if (/^(bf16|bfloat16)$/.test(String(text)))
    return `${expected} onnxruntime has no products of bfloat16; such checkpoints are read exactly with f32.`;
  return expected;
}
