import { InvalidInputError } from '../../errors/invalid-input-error.ts';
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
 * package's numbers against. Throws InvalidInputError naming a file that cannot be read or has token scope `answer`, and SafetensorsError naming file
 * and tensor of one that is damaged or something else.
 *
 * @example
 * import { rmSync, writeFileSync } from 'node:fs';
 * import { encodeIntervention, exportPython, fit, organismPrompts, capture, openModel, site } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const at = { model, sites: [site('resid_post', 9)] };
 * const source = await capture({ ...at, prompts: organismPrompts({ kind: 'forbidden', count: 8 }) });
 * const target = await capture({ ...at, prompts: organismPrompts({ kind: 'harmless', count: 8 }) });
 * await model.close();
 * writeFileSync('map.safetensors', encodeIntervention(fit({ method: 'mean-shift', source, target })));
 * const { page } = exportPython('map.safetensors');
 * if (!page.includes('def applied(model')) throw new Error('the page applies the map');
 * rmSync('map.safetensors');
 */
export function exportPython(file: string): PythonExport {
  const { intervention, hash } = readAnyIntervention(file);
  if (intervention.scope === 'answer')
    throw new InvalidInputError(
      file,
      'has token scope "answer", which the page does not know: it begins where a thought ends, and that the hooks cannot see',
      'Use scope "generated", or run it with `engine: transformers`.',
    );
  return { page: pythonHooksPage({ path: file, hash, intervention }), intervention };
}
