import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import { type PrecisionName, precisionName } from '../../checkpoint/precision/precision.ts';
import { instructionSets } from '../../doctor/machine/instruction-sets.ts';
import type { EnginePlace } from '../../engine/engine-place.ts';
import type { Provider } from '../../engine/onnx/provider.ts';
import { ADAPTER_WEIGHTS } from '../../engine/transformers/adapter-folder.ts';
import { hashFile } from './weight-hashes.ts';

/** What the last bits of a number depend on beside model, prompts and options. */
export interface Passport extends Partial<TransformersPassport> {
  readonly package: string;
  readonly onnxruntime: string;
  readonly precision: PrecisionName;
  /** Of onnxruntime, where it is not cpu. */
  readonly provider?: Exclude<Provider, 'cpu'>;
  readonly architecture: string;
  /** Instruction sets that kernels are chosen by; the processor's name where the system does not tell. */
  readonly processor: string;
}

/** What the last bits depend on where transformers runs the model. */
export interface TransformersPassport {
  readonly engine: 'transformers';
  readonly torch: string;
  readonly transformers: string;
  /** `cpu` with its threads, else the device's model. */
  readonly device: string;
  readonly dtype: string;
  readonly attention: string;
  /** Batches do not depend on memory; missing where they may. */
  readonly batches?: 'fixed';
  /** SHA-256 of an adapter's weights, where one is applied. */
  readonly adapter?: string;
}

/** `versions`: of this package and of what it pins, by name. */
export function numericalPassport(
  versions: Readonly<Record<string, string>>,
  place: EnginePlace = { engine: 'onnx', provider: 'cpu', precision: 'f32' },
): Passport {
  return {
    package: versions['refusal-lab'],
    onnxruntime: versions['onnxruntime-node'],
    precision: precisionName(place.precision),
    ...(place.engine === 'transformers'
      ? transformersPassport(place)
      : place.provider === 'cpu'
        ? {}
        : { provider: place.provider }),
    architecture: arch(),
    processor: instructionSets()?.join(' ') ?? cpus()[0]?.model ?? 'unknown',
  };
}

function transformersPassport({
  environment,
  options,
}: Extract<EnginePlace, { engine: 'transformers' }>): TransformersPassport {
  const { torch, transformers, device, dtype, devices, threads, attention = 'unknown' } = environment;
  const [kind, index = '0'] = device.split(':');
  const model = devices.find(({ name }) => name === `${kind}:${index}`)?.model ?? device;
  return {
    engine: 'transformers',
    torch,
    transformers,
    device: kind === 'cpu' ? `cpu, threads: ${threads}` : model,
    dtype,
    attention,
    ...(options.deterministic ? { batches: 'fixed' } : {}),
    ...(options.adapter === undefined ? {} : { adapter: hashFile(join(options.adapter, ADAPTER_WEIGHTS)) }),
  };
}
