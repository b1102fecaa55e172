import { formatLayers } from '../wording/format-layers.ts';

/** What an arm is, as far as it can be said in words. */
interface NamedArm {
  readonly id: string;
  readonly method: string;
  readonly rank: number | null;
  readonly role: string;
  readonly layers: readonly number[];
}

/** `PCA + optimal transport at layers 7, 8, rank 1`: an arm's name spelt out. `titles`: those of the methods, by name. */
export function armInWords(
  { id, method, rank, role, layers }: NamedArm,
  titles: Readonly<Record<string, string>>,
): string {
  if (role === 'baseline') return 'the unattacked model';
  const where =
    role === 'everywhere' || layers.length === 0
      ? 'at all layers'
      : `at layer${layers.length > 1 ? 's' : ''} ${formatLayers(layers)}`;
  const strength = /\/λ([\d.]+)/.exec(id)?.[1];
  return [
    `${titles[method] ?? method} ${where}`,
    ...(rank === null ? [] : [`rank ${rank}`]),
    ...(strength === undefined ? [] : [`strength ${strength}`]),
  ].join(', ');
}
