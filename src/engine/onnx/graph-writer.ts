import { bytesField, concatBytes, floatField, varintField } from './protobuf.ts';

/** The members of onnx.TensorProto.DataType that are used. */
export const OnnxType = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10, bfloat16: 16 } as const;

export type Attribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly ints: readonly number[] };
export const MICROSOFT = 'com.microsoft';
const OPSET = 20;
const IR_VERSION = 9;

function encodeAttribute(name: string, value: Attribute): Uint8Array {
  const kind =
    'float' in value
      ? [floatField(2, value.float), varintField(20, 1)]
      : 'int' in value
        ? [varintField(3, value.int), varintField(20, 2)]
        : [...value.ints.map((int) => varintField(8, int)), varintField(20, 7)];
  return concatBytes([bytesField(1, name), ...kind]);
}

function valueInfo(name: string, type: number, shape: readonly (number | string)[]): Uint8Array {
  const dims = shape.map((dim) =>
    bytesField(1, typeof dim === 'number' ? varintField(1, dim) : bytesField(2, dim)),
  );
  const tensor = concatBytes([varintField(1, type), bytesField(2, concatBytes(dims))]);
  return concatBytes([bytesField(1, name), bytesField(2, bytesField(1, tensor))]);
}

/** Collects nodes, weights and the signature of one ONNX graph and serialises it as a ModelProto. */
export class GraphWriter {
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #known = new Set<string>();

  /** Adds a node and returns the name of its first output; `''` leaves an optional input or output out. */
  node(
    operator: string,
    inputs: readonly string[],
    outputs: string | readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): string {
    const names = typeof outputs === 'string' ? [outputs] : outputs;
    this.#nodes.push(
      concatBytes([
        ...inputs.map((name) => bytesField(1, name)),
        ...names.map((name) => bytesField(2, name)),
        bytesField(3, `${names[0]}/${operator}`),
        bytesField(4, operator),
        ...Object.entries(attributes).map(([name, value]) => bytesField(5, encodeAttribute(name, value))),
        ...(domain ? [bytesField(7, domain)] : []),
      ]),
    );
    return names[0];
  }

  input(name: string, type: number, shape: readonly (number | string)[]): string {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(name: string, type: number, shape: readonly (number | string)[]): void {
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** A constant held inside the model. */
  constant(name: string, type: number, shape: readonly number[], data: ArrayBufferView): string {
    if (this.#known.has(name)) return name;
    this.#known.add(name);
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#initializers.push(
      concatBytes([
        ...shape.map((dim) => varintField(1, dim)),
        varintField(2, type),
        bytesField(8, name),
        bytesField(9, raw),
      ]),
    );
    return name;
  }

  /** A constant shape for Reshape. */
  shape(name: string, shape: readonly number[]): string {
    return this.constant(name, OnnxType.int64, [shape.length], BigInt64Array.from(shape, BigInt));
  }

  /** A constant that onnxruntime reads from `location` (a file name in the folder given to the session). */
  external(
    name: string,
    type: number,
    shape: readonly number[],
    location: string,
    offset: number,
    byteLength: number,
  ): string {
    if (this.#known.has(name)) return name;
    this.#known.add(name);
    const entry = (key: string, value: string): Uint8Array =>
      bytesField(13, concatBytes([bytesField(1, key), bytesField(2, value)]));
    this.#initializers.push(
      concatBytes([
        ...shape.map((dim) => varintField(1, dim)),
        varintField(2, type),
        bytesField(8, name),
        entry('location', location),
        entry('offset', String(offset)),
        entry('length', String(byteLength)),
        varintField(14, 1),
      ]),
    );
    return name;
  }

  finish(): Uint8Array {
    const graph = concatBytes([
      ...this.#nodes.map((bytes) => bytesField(1, bytes)),
      bytesField(2, 'decoder'),
      ...this.#initializers.map((bytes) => bytesField(5, bytes)),
      ...this.#inputs.map((bytes) => bytesField(11, bytes)),
      ...this.#outputs.map((bytes) => bytesField(12, bytes)),
    ]);
    const opset = (domain: string, version: number): Uint8Array =>
      bytesField(8, concatBytes([bytesField(1, domain), varintField(2, version)]));
    return concatBytes([
      varintField(1, IR_VERSION),
      bytesField(2, 'refusal-lab'),
      bytesField(7, graph),
      opset('', OPSET),
      opset(MICROSOFT, 1),
    ]);
  }
}
