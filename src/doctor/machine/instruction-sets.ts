import { readFileSync } from 'node:fs';

const RELEVANT = /^(sse4_[12]|avx\w*|fma|f16c|amx\w*|asimd\w*|sve\w*|bf16|i8mm)$/;

/** Instruction sets that determine the choice of kernels, in alphabetical order; undefined where the system does not tell. */
export function instructionSets(): readonly string[] | undefined {
  try {
    const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'));
    return line?.[1]
      .split(' ')
      .filter((flag) => RELEVANT.test(flag))
      .sort();
  } catch {
    return undefined;
  }
}
