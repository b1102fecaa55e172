import { execFileSync } from 'node:child_process';
import { defaultPython } from '../../src/engine/transformers/python-environment.ts';

/** Why tests with transformers are skipped: no Python with torch and transformers; undefined where there is one. */
export const NO_PYTHON = reason();

function reason(): string | undefined {
  const python = defaultPython();
  try {
    execFileSync(
      python,
      [
        '-c',
        'from importlib.metadata import version; version("torch"), version("transformers"), version("safetensors")',
      ],
      { stdio: 'pipe' },
    );
    return undefined;
  } catch (error) {
    const last = String((error as { stderr?: unknown }).stderr ?? error)
      .trim()
      .split('\n')
      .at(-1);
    return `${python}: ${last}. REFUSAL_LAB_PYTHON names another.`;
  }
}
