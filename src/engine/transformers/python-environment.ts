import { execFile } from 'node:child_process';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { PythonError } from './python-error.ts';
import { serverFile } from './server-file.ts';
import type { Dtype, TransformersOptions } from './transformers-options.ts';

/** A Python with torch and transformers, and the device and type that a model gets there. */
export interface PythonEnvironment {
  /** The interpreter as it was named. */
  readonly executable: string;
  readonly python: string;
  readonly torch: string;
  readonly transformers: string;
  readonly device: string;
  readonly dtype: Dtype;
  /** CUDA devices; memory in bytes. */
  readonly devices: readonly { readonly name: string; readonly model: string; readonly memory: number }[];
  readonly threads: number;
}

/** Oldest versions that the engine runs with. */
const NEEDED = { torch: [2, 4], transformers: [4, 56] } as const;
const INSTALL = 'pip install torch transformers safetensors';

/** The interpreter where none is named. */
export const defaultPython = (): string => process.env.REFUSAL_LAB_PYTHON || 'python3';

/**
 * Asks Python for its versions and devices; no model is loaded. Rejects with {@link PythonError} where it cannot be started or lacks a
 * package, with InvalidInputError where the device is not there, and with the signal's reason.
 */
export async function describePython(
  { python: executable = defaultPython(), device = 'auto', dtype }: TransformersOptions = {},
  signal?: AbortSignal,
): Promise<PythonEnvironment> {
  const { code, stdout, stderr, cause } = await run(
    executable,
    [serverFile(), '--describe', JSON.stringify({ device, dtype: dtype ?? 'auto' })],
    signal,
  );
  const install = `Install them there: ${executable} -m ${INSTALL}. Or name another Python with \`python\` or REFUSAL_LAB_PYTHON.`;
  if (cause) throw new PythonError(executable, 'cannot be started', install, cause);
  const missing = /ModuleNotFoundError: No module named '([\w.]+)'/.exec(stderr)?.[1];
  if (missing) throw new PythonError(executable, `has no package ${missing}`, install);
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (code !== 0 || !line.startsWith('{'))
    throw new PythonError(
      executable,
      `fails:\n  ${stderr.trim().split('\n').slice(-4).join('\n  ')}`,
      install,
    );
  const found = JSON.parse(line) as Omit<PythonEnvironment, 'executable'> | { readonly refused: string };
  if ('refused' in found) throw new InvalidInputError(`\`device: ${device}\``, found.refused);
  for (const [name, least] of Object.entries(NEEDED)) {
    const version = found[name as keyof typeof NEEDED];
    const [major, minor] = version.split('.').map(Number);
    if (major < least[0] || (major === least[0] && minor < least[1]))
      throw new PythonError(
        executable,
        `has ${name} ${version}; needed is ${least.join('.')} or later`,
        install,
      );
  }
  return { executable, ...found };
}

function run(
  file: string,
  parameters: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ code: number; stdout: string; stderr: string; cause?: unknown }> {
  return new Promise((resolve, reject) => {
    execFile(file, parameters, { ...(signal ? { signal } : {}) }, (error, stdout, stderr) => {
      if (signal?.aborted) return reject(signal.reason);
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      // A code that is a text (ENOENT) is of the start, not of the program.
      resolve({ code, stdout, stderr, ...(typeof error?.code === 'string' ? { cause: error } : {}) });
    });
  });
}
