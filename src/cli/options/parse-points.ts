import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { RESIDUAL_POINTS, type ResidualPoint } from '../../interventions/residual-site.ts';

/** `resid_pre,resid_post` → points in execution order. Throws {@link InvalidInputError} naming --points. */
export function parsePoints(text: string): ResidualPoint[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !RESIDUAL_POINTS.some((point) => point === name));
  if (unknown !== undefined)
    throw new InvalidInputError(
      '--points',
      `"${unknown}" is not a point`,
      `Points: ${RESIDUAL_POINTS.join(', ')}.`,
    );
  return RESIDUAL_POINTS.filter((point) => names.includes(point));
}
