import type { Results } from './results.ts';

/** The model's name as titles and figures give it: an approximation's precision is part of it. */
export function subjectName({
  model,
  protocol,
}: {
  readonly model: Pick<Results['model'], 'name'>;
  readonly protocol: Pick<Results['protocol'], 'precision'>;
}): string {
  return protocol.precision === 'float32' ? model.name : `${model.name} in ${protocol.precision}`;
}
