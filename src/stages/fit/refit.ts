import { markedPrecision } from '../../checkpoint/precision/precision.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { checkSequentialScope } from '../../methods/fit-sequentially.ts';
import type { Model } from '../model/model.ts';
import type { PromptInput } from '../prompts/prompt-input.ts';
import { checkMethodOptions } from './check-method-options.ts';
import { fitInSequence } from './fit-in-sequence.ts';
import type { FitOptions } from './fit-options.ts';
import { fitRequest } from './fit-request.ts';
import { sourcePrompts } from './source-prompts.ts';

export interface RefitOptions extends FitOptions {
  /** The model that both sets were captured from, in the same precision. */
  readonly model: Model;
  /** The prompts that `source` was captured from. */
  readonly sourcePrompts: PromptInput;
  /** Aborts the verb, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Fits a method at several sites, one after the other: at each site the source [n_H, d] is captured again under the maps
 * of earlier sites, so that a later map corrects what they left. The target is that of the unmodified model.
 *
 * Rejects like {@link fit}; InvalidInputError on a method that cannot be refitted, a token scope that prompts do
 * not see, prompts that are not the source's, and a model in another precision; NotEnoughMemoryError; the signal's reason.
 *
 * @example
 * import { capture, openModel, organismPrompts, refit, site } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const sites = [site('resid_post', 7), site('resid_post', 9)];
 * const prompts = organismPrompts({ kind: 'forbidden', count: 8 });
 * const source = await capture({ model, prompts, sites });
 * const target = await capture({ model, prompts: organismPrompts({ kind: 'harmless', count: 8 }), sites });
 * const map = await refit({ model, sourcePrompts: prompts, method: 'mean-shift', source, target });
 * if (map.provenance.options.refit !== 'sequential') throw new Error('refit');
 * await model.close();
 */
export async function refit(options: RefitOptions): Promise<Intervention> {
  const { model, method, source, scope, signal } = options;
  const { checkpoint } = model;
  checkMethodOptions(method, { refit: 'sequential' });
  checkSequentialScope(scope ?? 'all');
  if (checkpoint.precision !== markedPrecision(source.precision))
    throw new InvalidInputError(
      '`model`',
      `is opened in ${checkpoint.precision}, ${source.name} are of ${markedPrecision(source.precision)}`,
      'Open it in the `precision` of the activations.',
    );
  const request = fitRequest({ modelLayers: checkpoint.config.layers, ...options });
  const prompts = sourcePrompts(options.sourcePrompts, source, checkpoint);
  return model.withEngine({ signal }, ({ engine }) =>
    fitInSequence(request, engine, checkpoint, { prompts, signal }),
  );
}
