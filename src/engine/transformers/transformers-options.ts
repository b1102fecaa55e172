/** Types that a model's weights are loaded in and its products computed in. */
export const DTYPES = ['float32', 'bfloat16', 'float16'] as const;
export type Dtype = (typeof DTYPES)[number];

/** What options of engines are for, in help. */
export const ENGINE_OPTION_TEXTS = {
  engine: 'what runs the model: the built-in engine over onnxruntime, or transformers in Python',
  python:
    'Python with torch and transformers, with --engine transformers (default: $REFUSAL_LAB_PYTHON or python3)',
  device: 'auto, cpu, cuda, cuda:<n> or mps, with --engine transformers (default: auto)',
  dtype:
    'type of weights and products, with --engine transformers (default: bfloat16 on a device, float32 on the CPU)',
  deviceMap: 'spread the model over several devices, with --engine transformers',
  deterministic:
    'batches that do not depend on memory, and deterministic kernels, with --engine transformers',
  adapter: 'folder of a PEFT adapter to apply in memory, with --engine transformers',
} as const;

/** Where and how transformers runs a model. */
export interface TransformersOptions {
  /** The Python interpreter; default `REFUSAL_LAB_PYTHON`, else `python3`. */
  readonly python?: string;
  /** `auto` (default): cuda, else mps, else cpu. Also `cpu`, `cuda`, `cuda:<n>`, `mps`. */
  readonly device?: string;
  /** Default: bfloat16 on a device that computes in it, float32 on the CPU. */
  readonly dtype?: Dtype;
  /** Spread the model over several devices, as accelerate's `device_map`. */
  readonly deviceMap?: 'auto';
  /** Batches do not depend on memory: where it runs out that is an error. Also asks PyTorch for deterministic kernels. */
  readonly deterministic?: boolean;
  /** Folder of a PEFT adapter (LoRA, safetensors), applied in memory. */
  readonly adapter?: string;
  /** Implementation of attention; default the model's own, `eager` where others compute something else. */
  readonly attention?: 'eager' | 'sdpa';
  /** Threads on the CPU; default torch's. */
  readonly threads?: number;
}

const NAMES = [
  'python',
  'device',
  'dtype',
  'deviceMap',
  'deterministic',
  'adapter',
  'attention',
  'threads',
] as const satisfies readonly (keyof TransformersOptions)[];

/** Those of a larger request. */
export function transformersOptions(request: TransformersOptions): TransformersOptions {
  return Object.fromEntries(
    NAMES.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]])),
  );
}
