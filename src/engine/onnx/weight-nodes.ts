import { BLOCK_SIZE } from '../../checkpoint/precision/block-size.ts';
import type { QuantisedMatrix, StoredTensor } from '../../checkpoint/precision/quantised-weights.ts';
import type { TensorIndex, WeightDtype } from '../../checkpoint/weight-locations.ts';
import { type GraphWriter, MICROSOFT, OnnxType } from './graph-writer.ts';

const WEIGHT_TYPES: Readonly<Record<WeightDtype, number>> = {
  F32: OnnxType.float32,
  F16: OnnxType.float16,
  BF16: OnnxType.bfloat16,
};

/** accuracy_level of MatMulNBits: 4 quantises its inputs to int8, block by block; 1 is float32. */
const ACCURACY_LEVELS = { integer: 4, float32: 1 } as const;
/** Weights of one slice of a matrix that is loaded in slices. onnxruntime packs a matrix into a copy before it frees the original. */
export const SLICE_ELEMENTS = 2 ** 24;

export interface WeightSources {
  readonly tensors: TensorIndex;
  /** Matrices in blocks of integers, by name of the weight; default none. */
  readonly matrices?: ReadonlyMap<string, QuantisedMatrix> | undefined;
  /** Name under which the session finds a weights file. */
  readonly location: (file: string) => string;
  /**
   * Arithmetic of products with matrices in blocks of integers. `integer`, the default: inputs become int8 too. `float32`: exactly
   * the values of the stored integers and scales, many times slower; rows depend on their batch in the last bits.
   */
  readonly products?: 'integer' | 'float32' | undefined;
  /** Products with other matrices in float16, of inputs that are rounded to it; default float32. */
  readonly half?: boolean | undefined;
}

/** The nodes of a graph that read weights: as float32 whatever they are stored in, or as blocks of integers. */
export class WeightNodes {
  readonly #graph: GraphWriter;
  readonly #sources: WeightSources;
  readonly #casts = new Set<string>();

  constructor(graph: GraphWriter, sources: WeightSources) {
    this.#graph = graph;
    this.#sources = sources;
  }

  /** A weight in the type that it is stored in. */
  stored(name: string): string {
    const { dtype, ...tensor } = this.#sources.tensors.get(name)!;
    return this.#external(name, WEIGHT_TYPES[dtype], tensor);
  }

  /** A weight as float32. The cast is folded when the session loads: until then it stays in the checkpoint's file and type. */
  float(name: string): string {
    return this.#castOf(this.stored(name), this.#sources.tensors.get(name)!.dtype);
  }

  /** input [N, in] · Wᵀ + b with W = `<name>.weight` [out, in], b = `<name>.bias` where there is one. */
  linear(input: string, name: string, output: string): string {
    const bias = this.#sources.tensors.has(`${name}.bias`) ? [this.float(`${name}.bias`)] : [];
    const matrix = this.#sources.matrices?.get(`${name}.weight`);
    if (matrix) return this.#integerProduct(input, `${name}.weight`, matrix, bias, output);
    const { dtype } = this.#sources.tensors.get(`${name}.weight`)!;
    return this.#floatProduct(input, this.stored(`${name}.weight`), dtype, bias, output);
  }

  /** The same without a bias, loading a large W some rows at a time: the peak of memory rises by one slice, not by a whole W. */
  linearInSlices(input: string, name: string, output: string): string {
    const weight = `${name}.weight`;
    const matrix = this.#sources.matrices?.get(weight);
    const { shape } = matrix ? { shape: [matrix.rows, matrix.columns] } : this.#sources.tensors.get(weight)!;
    const [rows, columns] = shape;
    const step = Math.max(1, Math.floor(SLICE_ELEMENTS / columns));
    if (rows <= step) return this.linear(input, name, output);
    const parts: string[] = [];
    for (let first = 0; first < rows; first += step) {
      const count = Math.min(step, rows - first);
      const part = `${output}.${first}`;
      if (matrix) {
        const slice = {
          ...matrix,
          rows: count,
          values: sliceOf(matrix.values, first, count),
          scales: sliceOf(matrix.scales, first, count),
        };
        parts.push(this.#integerProduct(input, `${weight}.${first}`, slice, [], part));
      } else {
        const { dtype, ...tensor } = this.#sources.tensors.get(weight)!;
        const stored = this.#external(
          `${weight}.${first}`,
          WEIGHT_TYPES[dtype],
          sliceOf(tensor, first, count),
        );
        parts.push(this.#floatProduct(input, stored, dtype, [], part));
      }
    }
    return this.#graph.node('Concat', parts, output, { axis: { int: 1 } });
  }

  #floatProduct(
    input: string,
    stored: string,
    dtype: WeightDtype,
    bias: readonly string[],
    output: string,
  ): string {
    const transposed = { transB: { int: 1 } };
    if (!this.#sources.half)
      return this.#graph.node('Gemm', [input, this.#castOf(stored, dtype), ...bias], output, transposed);
    const weight = this.#castOf(stored, dtype, 'F16');
    const product = this.#graph.node(
      'Gemm',
      [this.#castOf(input, 'F32', 'F16'), weight],
      `${output}.half`,
      transposed,
    );
    // The residual stream and all else stay in float32.
    const wide = bias.length > 0 ? `${output}.product` : output;
    this.#graph.node('Cast', [product], wide, { to: { int: OnnxType.float32 } });
    return bias.length > 0 ? this.#graph.node('Add', [wide, ...bias], output) : output;
  }

  #integerProduct(
    input: string,
    name: string,
    { rows, columns, bits, values, scales }: QuantisedMatrix,
    bias: readonly string[],
    output: string,
  ): string {
    return this.#graph.node(
      'MatMulNBits',
      [
        input,
        this.#external(`${name}.values`, OnnxType.uint8, values),
        this.#external(`${name}.scales`, OnnxType.float32, scales),
        // Zero points and group indices are left out: blocks are symmetric and in order.
        ...(bias.length > 0 ? ['', '', ...bias] : []),
      ],
      output,
      {
        K: { int: columns },
        N: { int: rows },
        bits: { int: bits },
        block_size: { int: BLOCK_SIZE },
        accuracy_level: { int: ACCURACY_LEVELS[this.#sources.products ?? 'integer'] },
      },
      MICROSOFT,
    );
  }

  #castOf(value: string, dtype: WeightDtype, to: 'F32' | 'F16' = 'F32'): string {
    if (dtype === to) return value;
    const cast = `${value}.${to === 'F32' ? 'float32' : 'float16'}`;
    if (this.#casts.has(cast)) return cast;
    this.#casts.add(cast);
    return this.#graph.node('Cast', [value], cast, { to: { int: WEIGHT_TYPES[to] } });
  }

  #external(name: string, type: number, { shape, file, offset, byteLength }: StoredTensor): string {
    return this.#graph.external(name, type, shape, this.#sources.location(file), offset, byteLength);
  }
}

/** Rows `first` … `first + count − 1` of a tensor. */
function sliceOf(tensor: StoredTensor, first: number, count: number): StoredTensor {
  const [rows, ...rest] = tensor.shape;
  const rowBytes = tensor.byteLength / rows;
  return {
    file: tensor.file,
    offset: tensor.offset + first * rowBytes,
    byteLength: count * rowBytes,
    shape: [count, ...rest],
  };
}
