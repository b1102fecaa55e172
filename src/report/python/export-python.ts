import type { Intervention } from '../../interventions/intervention.ts';
import { readAnyIntervention } from '../../stages/run/read-any-intervention.ts';
import { pythonHooksPage } from './python-hooks-page.ts';

/** A page of Python and what it applies. */
export interface PythonExport {
  readonly page: string;
  readonly intervention: Intervention;
}

/**
 * One page of Python that applies an intervention file to a transformers model with forward hooks, to check this
 * package's numbers against. Throws InvalidInputError naming a file that cannot be read, and SafetensorsError naming file
 * and tensor of one that is damaged or something else.
 */
export function exportPython(file: string): PythonExport {
  const { intervention, hash } = readAnyIntervention(file);
  return { page: pythonHooksPage({ path: file, hash, intervention }), intervention };
}
