import type { ModelConfig } from '../checkpoint/model-config.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { checkSite } from './check-request.ts';
import type { CaptureRequest } from './engine.ts';

/** Throws {@link InvalidInputError} unless there are sites, the model has them, and every sequence has the position. */
export function checkCapture(
  config: ModelConfig,
  { sites, positions, sequences }: Pick<CaptureRequest, 'sites' | 'positions' | 'sequences'>,
): void {
  if (sites.length === 0) throw new InvalidInputError('capture', 'names no site');
  for (const site of sites) checkSite(site, config);
  if (positions === 'all' || positions === 'mean') return;
  const fromEnd = positions === 'last' ? 1 : -positions;
  for (const [index, { tokens }] of sequences.entries())
    if (!(Number.isInteger(fromEnd) && fromEnd >= 1 && fromEnd <= tokens.length))
      throw new InvalidInputError(`sequence ${index}`, `has no position ${positions}`);
}
