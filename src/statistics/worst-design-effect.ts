/**
 * How many times fewer independent prompts would tell as much if the prompts of a group all came out alike: Σ_g n_g²/n over n prompts
 * in groups of n_g (Kish). The largest design effect there is; 1 where all groups are single. NaN of no prompt.
 */
export function worstDesignEffect(groups: readonly number[]): number {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + size * size, 0) / groups.length;
}
