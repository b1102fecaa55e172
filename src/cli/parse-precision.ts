import { InvalidArgumentError } from 'commander';
import { PRECISIONS, type Precision } from '../checkpoint/precision/precision.ts';

/** `--precision`. Half floats are a word that users will try, so they are told why it is none of the choices. */
export function parsePrecision(text: string): Precision {
  const precision = PRECISIONS.find((known) => known === text);
  if (precision) return precision;
  if (/^(f16|fp16|float16|half|bf16|bfloat16)$/.test(text))
    throw new InvalidArgumentError(
      'onnxruntime has no products of half floats on a CPU: it would convert every weight at every step, which is slower than f32 and takes more memory. ' +
        'float16 and bfloat16 checkpoints are read exactly with f32; int8 and int4 take less memory.',
    );
  throw new InvalidArgumentError(`expected one of ${PRECISIONS.join(', ')}.`);
}
