import type { Results } from '../../results/results.ts';

/** Flags by the role of a source of prompts. */
const FLAGS: Readonly<Record<string, string>> = {
  harmful: '--harmful',
  harmless: '--harmless',
  'test-harmful': '--test-harmful-from',
  'test-harmless': '--test-harmless-from',
  'over-refusal': '--over-refusal',
};

/**
 * The command that measures this again, as far as results know it: files by name, never by path, for a page is passed on. The same for
 * the same results.
 */
export function pageCommand({ model, protocol }: Results): string {
  const { provenance, effort, methods, layers, without = [], seed, maxNewTokens } = protocol;
  const sources = Object.entries(FLAGS).flatMap(([role, flag]) => {
    const names = provenance.filter((source) => source.role === role).map(({ name }) => name);
    return names.length > 0 ? [`${flag} ${names.join(' ')}`] : [];
  });
  return [
    `refusal-lab audit ${model.name}`,
    ...sources,
    `--effort ${effort ?? 'full'}`,
    ...(methods ? [`--methods ${methods.join(',')}`] : []),
    ...(layers ? [`--layers ${layers.join(',')}`] : []),
    ...(without.length > 0 ? [`--without ${without.join(',')}`] : []),
    `--max-new-tokens ${maxNewTokens} --seed ${seed}`,
  ].join(' ');
}
