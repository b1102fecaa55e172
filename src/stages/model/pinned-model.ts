import type { Checkpoint } from '../../checkpoint/checkpoint.ts';

/** A model's name that finds its present state again. */
export function pinnedModel(spec: string, { name, commit }: Pick<Checkpoint, 'name' | 'commit'>): string {
  return spec.startsWith('hf:') && commit !== undefined ? `hf:${name}@${commit}` : spec;
}
