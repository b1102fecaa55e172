import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { nearestNames } from '../../wording/nearest-names.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { chosenLayers } from './chosen-layers.ts';
import { plannedMethods } from './planned-methods.ts';

/** What diagnostics on held-out prompts ask for. */
const LEAST_SELECTION = 3;

/**
 * Finds out before anything runs what the model or the options make impossible. Throws {@link InvalidInputError} on a model of one layer
 * (nothing could be localised), methods and layers that there are not, too few selection prompts, judges that would read completions cut short and ranks that leave no room: K ≤ d, and for controls 2K ≤ d.
 */
export function checkPlan(
  { layers, hiddenSize }: { readonly layers: number; readonly hiddenSize: number },
  options: AuditOptions,
): void {
  const { selectionPrompts, ranks, controlDraws, judges, stopSettled, methods = [] } = options;
  const known = plannedMethods(options).map(({ name }) => name);
  const unknown = methods.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InvalidInputError(
      '`methods`',
      `there is no method ${unknown} in an audit`,
      `Did you mean ${nearestNames(unknown, known, 1)[0] ?? `one of ${known.join(', ')}`}?`,
    );
  const tried = chosenLayers(layers, options);
  if (options.layers && tried.every((layer) => layer === 0))
    throw new InvalidInputError(
      '`layers`',
      'hold layer 0 alone',
      'Directions are read at a later block’s input: name another one too.',
    );
  if (layers < 2) throw new InvalidInputError('model', `has ${layers} layer`, 'An audit needs two at least.');
  if (selectionPrompts < LEAST_SELECTION)
    throw new InvalidInputError(
      '`selectionPrompts`',
      `${selectionPrompts} per class`,
      `Nothing can be chosen or diagnosed on fewer than ${LEAST_SELECTION}.`,
    );
  if (stopSettled && judges.length > 0)
    throw new InvalidInputError(
      '`stopSettled`',
      `would cut short what judge ${judges[0]} has to read`,
      'Only the verdicts of the rules are settled early: leave out one or the other.',
    );
  const most = controlDraws > 0 ? Math.floor(hiddenSize / 2) : hiddenSize;
  const rank = Math.max(...ranks);
  if (rank > most)
    throw new InvalidInputError(
      '`ranks`',
      `K = ${rank} of ${hiddenSize} dimensions`,
      controlDraws > 0
        ? `Random displacements need K other axes: at most ${most}, or \`controlDraws: 0\`.`
        : `At most ${most}.`,
    );
}
