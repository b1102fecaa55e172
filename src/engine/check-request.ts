import type { ModelConfig } from '../checkpoint/model-config.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import type { EncodedSequence } from './engine.ts';

/** Throws {@link InvalidInputError} unless the site exists in the model. */
export function checkSite(site: ResidualSite, config: ModelConfig): void {
  if (!Number.isInteger(site.layer) || site.layer < 0 || site.layer >= config.layers)
    throw new InvalidInputError(`site ${siteName(site)}`, `the model has layers 0 to ${config.layers - 1}`);
}

/** Throws {@link InvalidInputError} naming `subject` unless every token is in the vocabulary. */
export function checkTokens(subject: string, tokens: readonly number[], config: ModelConfig): void {
  for (const token of tokens)
    if (!Number.isInteger(token) || token < 0 || token >= config.vocabularySize)
      throw new InvalidInputError(
        subject,
        `token ${token} is out of range`,
        `The vocabulary has ${config.vocabularySize} tokens.`,
      );
}

/** Throws {@link InvalidInputError} unless the engine can run these sequences under that intervention. */
export function checkRequest(
  config: ModelConfig,
  sequences: readonly EncodedSequence[],
  limits: { positions: number; extraTokens?: number },
  intervention?: Intervention,
): void {
  for (const [index, { tokens, promptLength }] of sequences.entries()) {
    const subject = `sequence ${index}`;
    if (tokens.length === 0) throw new InvalidInputError(subject, 'is empty');
    checkTokens(subject, tokens, config);
    const length = tokens.length + (limits.extraTokens ?? 0);
    if (length > limits.positions)
      throw new InvalidInputError(
        subject,
        `needs ${length} positions, the model runs with ${limits.positions}`,
        'Shorten it or ask for fewer new tokens.',
      );
    if (promptLength === undefined && intervention && intervention.scope !== 'all')
      throw new InvalidInputError(
        subject,
        `raw text has no roles, so token scope "${intervention.scope}" matches nothing`,
        'Use scope "all" or give a prompt.',
      );
  }
  if (intervention?.scope === 'answer' && !intervention.thought)
    throw new InvalidInputError(
      'intervention',
      'has token scope "answer", but not the marks of a thought',
      'They are those of a model whose chat template knows thoughts.',
    );
  if (intervention) checkIntervention(config, intervention);
}

/** Throws {@link InvalidInputError} unless every site of the intervention exists and has the model's dimension. */
export function checkIntervention(config: ModelConfig, intervention: Intervention): void {
  for (const site of intervention.sites) {
    checkSite(site, config);
    const { dimension } = intervention.maps.get(siteName(site))!;
    if (dimension !== config.hiddenSize)
      throw new InvalidInputError(
        `intervention at ${siteName(site)}`,
        `has dimension ${dimension}, the model ${config.hiddenSize}`,
      );
  }
}
