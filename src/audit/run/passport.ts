import { arch, cpus } from 'node:os';
import { type Precision, type PrecisionName, precisionName } from '../../checkpoint/precision/precision.ts';
import { instructionSets } from '../../doctor/machine/instruction-sets.ts';

/** What the last bits of a number depend on beside model, prompts and options. */
export interface Passport {
  readonly package: string;
  readonly onnxruntime: string;
  readonly precision: PrecisionName;
  readonly architecture: string;
  /** Instruction sets that kernels are chosen by; the processor's name where the system does not tell. */
  readonly processor: string;
}

/** `versions`: of this package and of what it pins, by name. */
export function numericalPassport(
  versions: Readonly<Record<string, string>>,
  precision: Precision = 'f32',
): Passport {
  return {
    package: versions['refusal-lab'],
    onnxruntime: versions['onnxruntime-node'],
    precision: precisionName(precision),
    architecture: arch(),
    processor: instructionSets()?.join(' ') ?? cpus()[0]?.model ?? 'unknown',
  };
}
