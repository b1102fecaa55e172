import { arch, cpus } from 'node:os';
import { type Precision, type PrecisionName, precisionName } from '../../checkpoint/precision/precision.ts';
import { instructionSets } from '../../doctor/machine/instruction-sets.ts';
import type { Provider } from '../../engine/onnx/provider.ts';

/** What the last bits of a number depend on beside model, prompts and options. */
export interface Passport {
  readonly package: string;
  readonly onnxruntime: string;
  readonly precision: PrecisionName;
  /** Of onnxruntime, where it is not cpu. */
  readonly provider?: Exclude<Provider, 'cpu'>;
  readonly architecture: string;
  /** Instruction sets that kernels are chosen by; the processor's name where the system does not tell. */
  readonly processor: string;
}

/** `versions`: of this package and of what it pins, by name. */
export function numericalPassport(
  versions: Readonly<Record<string, string>>,
  precision: Precision = 'f32',
  provider: Provider = 'cpu',
): Passport {
  return {
    package: versions['refusal-lab'],
    onnxruntime: versions['onnxruntime-node'],
    precision: precisionName(precision),
    ...(provider === 'cpu' ? {} : { provider }),
    architecture: arch(),
    processor: instructionSets()?.join(' ') ?? cpus()[0]?.model ?? 'unknown',
  };
}
