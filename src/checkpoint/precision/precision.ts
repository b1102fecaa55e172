import { QUANTISATIONS, type Quantisation } from '../quantisation.ts';

/**
 * How a model's weights are held and its products computed. `f32`: as float32, whatever type the checkpoint stores. `f16`: as float16,
 * where the execution provider multiplies them. `int8`, `int4`: matrices in blocks of integers with a scale each, products in integers.
 * `bf16`: as bfloat16, which only the transformers engine computes in, as it alone reads quantised checkpoints.
 */
export const PRECISIONS = ['f32', 'f16', 'int8', 'int4'] as const;
export type Precision = (typeof PRECISIONS)[number] | 'bf16' | Quantisation;

/** Those that the CPU computes in. */
export const CPU_PRECISIONS = ['f32', 'int8', 'int4'] as const satisfies readonly Precision[];
export type CpuPrecision = (typeof CPU_PRECISIONS)[number];

/** Each precision's name in files. */
export type PrecisionName = 'float32' | 'bfloat16' | 'float16' | 'int8' | 'int4' | Quantisation;
/** The mark on results of approximations; results of float32 have none. */
export type PrecisionMark = Exclude<PrecisionName, 'float32'>;

const MARKS: Readonly<Record<Exclude<Precision, 'f32'>, PrecisionMark>> = {
  bf16: 'bfloat16',
  f16: 'float16',
  int8: 'int8',
  int4: 'int4',
  ...(Object.fromEntries(QUANTISATIONS.map((name) => [name, name])) as { [Name in Quantisation]: Name }),
};

/** Every name that a file may have. */
export const PRECISION_NAMES: readonly PrecisionName[] = ['float32', ...Object.values(MARKS)];

export function precisionName(precision: Precision): PrecisionName {
  return precision === 'f32' ? 'float32' : MARKS[precision];
}

/** The precision that a mark stands for; float32 where there is none. */
export function markedPrecision(mark: PrecisionMark | undefined): Precision {
  const found = Object.entries(MARKS).find(([, name]) => name === mark);
  return found ? (found[0] as Precision) : 'f32';
}

/** A text in the place of a file's mark; undefined if it is not a text. */
export function parsePrecisionMark(text: string | undefined): PrecisionMark | undefined {
  return Object.values(MARKS).find((mark) => mark === text);
}
