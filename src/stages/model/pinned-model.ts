import type { Checkpoint } from '../../checkpoint/checkpoint.ts';

/** Names a model so that it is found again as it is now. */
export function pinnedModel(spec: string, { name, commit }: Pick<Checkpoint, 'name' | 'commit'>): string {
  return spec.startsWith('hf:') && commit !== undefined ? `hf:${name}@${commit}` : spec;
}
