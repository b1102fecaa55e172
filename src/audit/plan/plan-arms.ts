import type { TokenScope } from '../../interventions/token-scope.ts';
import { reachesPrompt, TOKEN_SCOPES } from '../../interventions/token-scope.ts';
import type { ArmExtent, ControlKind, Refit } from '../../results/arm-words.ts';
import { checkRank } from '../../transport/check-rank.ts';
import { COMPLEMENTS } from '../../transport/lift.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { isLong } from '../subject/staged-tokens.ts';
import type { ArmSpec } from './arm.ts';
import { chosenLayers } from './chosen-layers.ts';
import { plannedMethods, triedMethods } from './planned-methods.ts';

const DRAWN_CONTROLS: ReadonlySet<ControlKind> = new Set(['random', 'random-covariance', 'shuffled']);

/** Methods whose pairs of layers are tried: the paper's, and its part that moves the mean only. */
export const PAIRED_METHODS = ['mean-shift', 'pca-ot'] as const;
export const REFITS = ['simultaneous', 'sequential'] as const;

export interface ArmChoice {
  readonly role: ArmSpec['role'];
  readonly strength?: number;
  readonly control?: ArmSpec['control'];
  readonly extent?: ArmExtent;
  readonly method: string;
  readonly layers: readonly number[];
  readonly rank?: number | null;
  readonly refit?: Refit;
  readonly position?: number;
  readonly scope?: TokenScope;
  readonly complement?: ArmSpec['complement'];
}

/** `pca-ot@6+7/k1/sequential`: method, layers, then what differs from the audit's own options. */
export function armSpec(choice: ArmChoice, options: AuditOptions): ArmSpec {
  const { role, method, layers, rank = null, refit = null, position = -1 } = choice;
  const scope = choice.scope ?? options.scope;
  const complement = choice.complement ?? options.complement;
  const parts = [
    `${method}@${role === 'everywhere' ? 'all' : layers.join('+')}`,
    ...(rank === null ? [] : [`k${rank}`]),
    ...(position === -1 ? [] : [`p${position}`]),
    ...(refit === 'sequential' ? [refit] : []),
    ...(choice.scope ? [`scope=${scope}`] : []),
    ...(choice.complement ? [`complement=${complement}`] : []),
    ...(choice.strength === undefined ? [] : [`λ${choice.strength}`]),
    ...(choice.control ? [controlName(choice.control)] : []),
  ];
  const { point } = plannedMethods(options).find(({ name }) => name === method)!;
  return {
    id: parts.join('/'),
    role,
    method,
    layers,
    point,
    position,
    rank,
    refit,
    scope,
    complement,
    strength: choice.strength ?? options.strength,
    control: choice.control ?? null,
    extent: choice.extent ?? 'full',
  };
}

/** What is drawn has a number, from 0. */
function controlName({ kind, draw }: NonNullable<ArmSpec['control']>): string {
  return DRAWN_CONTROLS.has(kind) ? `${kind}-${draw}` : kind;
}

/** The unattacked model. */
export function baselineArm(options: AuditOptions): ArmSpec {
  return {
    id: 'baseline',
    role: 'baseline',
    method: undefined,
    layers: [],
    point: 'resid_post',
    position: -1,
    rank: null,
    refit: null,
    scope: options.scope,
    complement: options.complement,
    strength: options.strength,
    control: null,
    extent: 'full',
  };
}

/**
 * Arms whose completions of forbidden prompts are guesses of what other arms complete: act-add at a half and at three quarters of the depth,
 * since arms of early and of late layers word their answers differently. Of long completions a second guess is seldom right and costs as much as an arm.
 */
export function scoutArms(modelLayers: number, options: AuditOptions): ArmSpec[] {
  const depths = isLong(options.maxNewTokens) ? [1 / 2] : [1 / 2, 3 / 4];
  const layers = depths.map((depth) => Math.max(1, Math.floor(modelLayers * depth)));
  return [...new Set(layers)].map((layer) =>
    armSpec({ role: 'layer', method: 'act-add', layers: [layer] }, options),
  );
}

/** Directional ablation, or of the span of several directions, everywhere; named after where it is read. */
export function ablationArm(
  method: 'rfa' | 'som',
  { layer, position }: { readonly layer: number; readonly position: number },
  options: AuditOptions,
): ArmSpec {
  return armSpec({ role: 'layer', method, layers: [layer], position }, options);
}

/**
 * The arms that are known beforehand: every method of one layer at each of them, for every K where it has one; those of
 * the block input (rfa, act-add) not at the first, whose input at a post-instruction position is one embedding, the same
 * for every prompt. Then at all layers at once pca-ot fitted both ways, mean-shift and, in sequence as published for AcT,
 * the methods that say so. Throws `InvalidInputError` on a rank that the number of fit prompts does not allow.
 */
export function planGrid(modelLayers: number, options: AuditOptions): ArmSpec[] {
  const all = Array.from({ length: modelLayers }, (_, layer) => layer);
  const { ranks, fitPrompts } = options;
  for (const rank of ranks) checkRank(rank, fitPrompts, fitPrompts, Number.POSITIVE_INFINITY);
  // Maps of the prompt only do not reach what a later capture of scope `generated` would have to see.
  const refits = REFITS.filter((refit) => reachesPrompt(options.scope) || refit === 'simultaneous');
  const everywhere = (method: string, refit: Refit, rank: number | null = null): ArmSpec =>
    armSpec({ role: 'everywhere', method, layers: all, rank, refit }, options);
  const methods = triedMethods(options);
  const tried = (name: string): boolean => methods.some((method) => method.name === name);
  const layersToTry = chosenLayers(modelLayers, options);
  const ranksOf = (ranked: boolean): readonly (number | null)[] => (ranked ? ranks : [null]);
  return [
    baselineArm(options),
    ...methods
      .filter(({ audited }) => audited === 'every-layer')
      .flatMap(({ name: method, point, ranked }) =>
        ranksOf(ranked).flatMap((rank) =>
          layersToTry
            .filter((layer) => layer > 0 || point !== 'resid_pre')
            .map((layer) => armSpec({ role: 'layer', method, layers: [layer], rank }, options)),
        ),
      ),
    ...(options.without?.includes('everywhere')
      ? []
      : [
          ...ranks.flatMap((rank) => refits.map((refit) => everywhere('pca-ot', refit, rank))),
          ...(tried('mean-shift') ? [everywhere('mean-shift', refits.at(-1)!, ranks[0])] : []),
          ...methods
            .filter(({ atAllLayers }) => atAllLayers)
            .map(({ name, ranked }) => everywhere(name, refits.at(-1)!, ranksOf(ranked)[0])),
        ]),
  ];
}

/**
 * Pairs around the best single layer l* of a method, {l* − 1, l*} and {l*, l* + 1}, and the two best layers, each
 * fitted both ways. `ranked`: the method's layers at its best rank, best first.
 */
export function planPairs(
  method: (typeof PAIRED_METHODS)[number],
  { ranked, rank }: { readonly ranked: readonly number[]; readonly rank: number },
  modelLayers: number,
  options: AuditOptions,
): ArmSpec[] {
  const [best, second] = ranked;
  if (options.without?.includes('pairs')) return [];
  const pairs = [[best - 1, best], [best, best + 1], second === undefined ? [] : [best, second]]
    .filter((pair) => pair.length === 2 && pair.every((layer) => layer >= 0 && layer < modelLayers))
    .map((pair) => pair.toSorted((a, b) => a - b));
  const distinct = [...new Map(pairs.map((pair) => [pair.join('+'), pair])).values()];
  return distinct.flatMap((layers) =>
    REFITS.filter((refit) => reachesPrompt(options.scope) || refit === 'simultaneous').map((refit) =>
      armSpec({ role: 'pair', method, layers, rank, refit }, options),
    ),
  );
}

/**
 * The chosen arm with every other token scope and every other complement, once each. A sequential refit cannot be had
 * with scope `generated`: that variant is fitted simultaneously.
 */
export function planVariants(chosen: ArmSpec, options: AuditOptions): ArmSpec[] {
  const { layers, rank, refit } = chosen;
  if (options.without?.includes('variants')) return [];
  // Without a thought the answer is all that is generated.
  const scopes = TOKEN_SCOPES.filter((scope) => scope !== 'answer' || options.thinking === 'on');
  const variant = (change: Pick<ArmChoice, 'role' | 'scope' | 'complement'>): ArmSpec =>
    armSpec(
      {
        method: chosen.method!,
        layers,
        rank,
        refit:
          !reachesPrompt(change.scope ?? options.scope) && refit === 'sequential' ? 'simultaneous' : refit,
        ...change,
      },
      options,
    );
  return [
    ...scopes.filter((scope) => scope !== chosen.scope).map((scope) => variant({ role: 'scope', scope })),
    ...COMPLEMENTS.filter((complement) => complement !== chosen.complement).map((complement) =>
      variant({ role: 'complement', complement }),
    ),
  ];
}
