import type { Results } from './results.ts';

/** The model's name in titles and figures, with the precision if it is an approximation. */
export function subjectName({
  model,
  protocol,
}: {
  readonly model: Pick<Results['model'], 'name'>;
  readonly protocol: Pick<Results['protocol'], 'precision'>;
}): string {
  return protocol.precision === 'float32' ? model.name : `${model.name} in ${protocol.precision}`;
}
