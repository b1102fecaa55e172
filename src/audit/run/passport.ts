import { readFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';

/** What the last bits of a number depend on beside model, prompts and options. */
export interface Passport {
  readonly package: string;
  readonly onnxruntime: string;
  readonly precision: 'float32';
  readonly architecture: string;
  /** Instruction sets that kernels are chosen by; the processor's name where the system does not tell. */
  readonly processor: string;
}

const RELEVANT = /^(sse4_[12]|avx\w*|fma|f16c|amx\w*|asimd\w*|sve\w*|bf16|i8mm)$/;

/** `versions`: of this package and of what it pins, by name. */
export function numericalPassport(versions: Readonly<Record<string, string>>): Passport {
  return {
    package: versions['refusal-lab'],
    onnxruntime: versions['onnxruntime-node'],
    precision: 'float32',
    architecture: arch(),
    processor: instructionSets() ?? cpus()[0]?.model ?? 'unknown',
  };
}

function instructionSets(): string | undefined {
  try {
    const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'));
    return line?.[1]
      .split(' ')
      .filter((flag) => RELEVANT.test(flag))
      .sort()
      .join(' ');
  } catch {
    return undefined;
  }
}
