import { type TemplateChoice, withTemplateChoice } from '../../checkpoint/with-template-choice.ts';
import { checkSite } from '../../engine/check-request.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import {
  compareSites,
  parseSiteName,
  type ResidualSite,
  siteName,
} from '../../interventions/residual-site.ts';
import { reachesPrompt } from '../../interventions/token-scope.ts';
import { TEMPLATE_DATE } from '../../prompts/template-date.ts';
import type { Model } from '../model/model.ts';
import { recordedTemplate } from '../model/recorded-template.ts';
import { type PromptInput, promptRecords } from '../prompts/prompt-input.ts';
import type { Positions } from './activations-file.ts';
import { captureActivations } from './capture-activations.ts';
import { CapturedActivations } from './captured-activations.ts';
import { checkRecords } from './check-records.ts';
import { encodeRecords } from './encoded-record.ts';
import { interventionFor, interventionName } from './intervention-input.ts';
import type { RunOptions } from './run-options.ts';
import { sitesOf } from './sites-of.ts';

export interface CaptureOptions extends RunOptions, TemplateChoice {
  readonly prompts: PromptInput;
  /** Default: the output of every block, resid_post of all layers. */
  readonly sites?: readonly ResidualSite[];
  /** The last token of each prompt (default), the mean over its tokens, or all tokens, prompt after prompt. */
  readonly positions?: Positions;
  /** The system turn before every prompt. */
  readonly system?: string;
  /** The date that chat templates see, `YYYY-MM-DD`; default 2024-07-26. */
  readonly date?: string;
}

/**
 * Reads activations [n, d] of prompts at sites of the residual stream, after any intervention there: n = prompts, with
 * `positions: all` n = tokens of all prompts; d = the model's width. Blocks behind the last site are not run.
 *
 * Everything that can be wrong is checked before a weight is read. Rejects with PromptError naming the prompt,
 * InvalidInputError naming a site, option or file, NotEnoughMemoryError, LabError where the model computed NaN, or the
 * signal's reason.
 *
 * @example
 * import { capture, openModel, organismPrompts, site } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const prompts = organismPrompts({ kind: 'harmless', count: 4 });
 * const activations = await capture({ model, prompts, sites: [site('resid_post', 9)] });
 * const { count, dimension } = activations.at(site('resid_post', 9));
 * if (count !== 4 || dimension !== 128) throw new Error(`[${count}, ${dimension}]`);
 * await model.close();
 */
export async function capture(options: CaptureOptions): Promise<CapturedActivations> {
  const { model, positions = 'last', system, date = TEMPLATE_DATE, signal, onProgress } = options;
  const checkpoint = withTemplateChoice(model.checkpoint, options);
  const sites = chosenSites(options.sites, model);
  const given = interventionFor(checkpoint, options.intervention);
  const { records, hash } = promptRecords(options.prompts, { name: 'prompts' });
  const encoded = encodeRecords(records, checkpoint, { system, date });
  const intervention = given?.intervention;
  if (positions === 'mean' && intervention && !reachesPrompt(intervention.scope))
    throw new InvalidInputError(
      '`positions: mean`',
      `is over the prompt, which ${interventionName(options.intervention!)} of token scope "${intervention.scope}" does not reach`,
      'Use `positions: last` or `positions: all`, or an intervention of another scope.',
    );
  checkRecords(encoded, checkpoint.config, { intervention });
  const captureBlocks = 1 + Math.max(...sites.map(({ layer }) => layer));
  const captured = await model.withEngine({ captureBlocks, signal }, ({ engine, inGroups }) =>
    captureActivations(engine, checkpoint, encoded, {
      sites,
      positions,
      intervention,
      signal,
      onProgress,
      inGroups,
    }),
  );
  return new CapturedActivations({
    ...captured,
    prompts: hash,
    intervention: given?.hash,
    system,
    date,
    templateOptions: recordedTemplate(model.checkpoint, options),
  });
}

/** In execution order, each once. */
function chosenSites(
  given: readonly ResidualSite[] | undefined,
  { checkpoint: { config } }: Model,
): readonly ResidualSite[] {
  if (given === undefined)
    return sitesOf(
      Array.from({ length: config.layers }, (_, layer) => layer),
      ['resid_post'],
    );
  if (given.length === 0)
    throw new InvalidInputError('`sites`', 'are empty', "For example site('resid_post', 0).");
  for (const site of given) checkSite(site, config);
  return [...new Set(given.map(siteName))].map(parseSiteName).sort(compareSites);
}
