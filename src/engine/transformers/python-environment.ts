import { EngineDiedError } from './engine-died-error.ts';
import { PythonError } from './python-error.ts';
import { keepSpare, takeProcess } from './spare-process.ts';
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
  /** On the CPU. */
  readonly threads: number;
  /** Implementation of attention that a model gets; missing where none was named. */
  readonly attention?: string;
  /** Floating-point operations per second of products on the device, in its type. */
  readonly rate: number;
}

/** Oldest versions that the engine runs with. */
const NEEDED = { torch: [2, 4], transformers: [4, 56] } as const;

/** The interpreter where none is named. */
export const defaultPython = (): string => process.env.REFUSAL_LAB_PYTHON || 'python3';

/**
 * Asks Python for its versions and devices; no weight is loaded. Rejects with {@link PythonError} where it cannot be started or lacks a
 * package, with InvalidInputError where it lacks the device or cannot run the model, and with the signal's reason.
 */
export async function describePython(
  {
    python: executable = defaultPython(),
    folder,
    ...options
  }: TransformersOptions & {
    /** Of the model that will be run. */
    readonly folder?: string;
  } = {},
  { subject, signal }: { readonly subject?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<PythonEnvironment> {
  const install = `Install what it needs: ${executable} -m pip install torch transformers safetensors. Another Python is named with \`python\` or REFUSAL_LAB_PYTHON.`;
  const process = takeProcess(executable);
  const stop = (): void => process.kill();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const { header } = await process.request(
      { method: 'describe', ...options, folder },
      { subject: subject ?? 'engine transformers', signal },
    );
    const found = header.result as Omit<PythonEnvironment, 'executable'>;
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
    keepSpare(executable, process);
    return { executable, ...found };
  } catch (error) {
    await process.close();
    if (!(error instanceof EngineDiedError)) throw error;
    const missing = error.lastLines.map((line) => /No module named '([\w.]+)'/.exec(line)?.[1]).find(Boolean);
    throw new PythonError(
      executable,
      missing
        ? `has no package ${missing}`
        : `fails:\n  ${error.lastLines.slice(-4).join('\n  ') || error.message}`,
      install,
      error,
    );
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
