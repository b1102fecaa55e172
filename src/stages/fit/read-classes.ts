import type { Activations } from '../../activations/activations.ts';
import { SafetensorsError } from '../../formats/safetensors-error.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import type { ActivationSet } from '../run/activation-set.ts';

/** Source (harmful) and target (harmless) activations at one site. */
export interface Classes {
  readonly source: Activations;
  readonly target: Activations;
}

/**
 * Both classes at a site. Throws {@link SafetensorsError} naming file and tensor: missing, unequal dimensions, fewer
 * than two rows, rows that are all the same; and InvalidInputError on NaN or infinity.
 */
export function readClasses(source: ActivationSet, target: ActivationSet, site: ResidualSite): Classes {
  const tensor = siteName(site);
  const classes = { source: source.at(site), target: target.at(site) };
  for (const [file, { rows, count, dimension }] of [
    [source, classes.source],
    [target, classes.target],
  ] as const) {
    if (count < 2)
      throw new SafetensorsError(file.name, `has ${count} row, a class needs at least two`, {
        tensor,
        remedy: 'Capture more prompts.',
      });
    if (rows.every((value, i) => value === rows[i % dimension]))
      throw new SafetensorsError(file.name, `its ${count} rows are all the same`, {
        tensor,
        remedy: 'Choose a later layer or other positions: this one does not depend on the prompt.',
      });
  }
  if (classes.source.dimension !== classes.target.dimension)
    throw new SafetensorsError(
      target.name,
      `has dimension ${classes.target.dimension}, ${source.name} has ${classes.source.dimension}`,
      { tensor, remedy: 'Capture both classes from the same model.' },
    );
  return classes;
}
