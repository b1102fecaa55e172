import type { TemplateOptions } from '../../checkpoint/template/template-options.ts';
import type { Thinking } from '../../checkpoint/template/thinking.ts';
import { withDefaults } from '../../formats/with-defaults.ts';
import type { TokenScope } from '../../interventions/token-scope.ts';
import type { ActSupport } from '../../methods/act-support.ts';
import type { OwnMethods } from '../../methods/method-facts.ts';
import type { Contrast } from '../../organism/organism-prompts.ts';
import { TEMPLATE_DATE } from '../../prompts/template-date.ts';
import type { Effort, StagedEffort } from '../../results/effort.ts';
import type { PresetUse } from '../../results/preset.ts';
import { isLong } from './staged-tokens.ts';

/** Which activations AcT is fitted on: of the last prompt token, or the mean over the prompt's tokens. */
export const ACT_POOLINGS = ['last', 'mean'] as const;
export type ActPooling = (typeof ACT_POOLINGS)[number];

/** Everything that decides what an audit measures. */
export interface AuditOptions {
  readonly seed: number;
  readonly ranks: readonly number[];
  readonly complement: 'keep' | 'shift' | 'drop';
  readonly scope: TokenScope;
  /** Interventions leave position 0, the attention sink, alone. */
  readonly skipFirst: boolean;
  /** λ of (1 − λ) x + λ T(x), for every arm. */
  readonly strength: number;
  readonly actSupport: ActSupport;
  readonly actPooling: ActPooling;
  /** Tokens of the longest completion. {@link DEFAULT_AUDIT_OPTIONS} has that of the organism; prompts of one's own get 256 (`auditNewTokens`). */
  readonly maxNewTokens: number;
  /** A system turn before every prompt; null: what the chat template does without one. */
  readonly system: string | null;
  /** The date that chat templates see (`YYYY-MM-DD`), fixed so that a run is the same on another day. */
  readonly date: string;
  /** Whether the model may think before it answers; absent: its chat template knows no thoughts, or it is not decided yet (as-rendered.ts). */
  readonly thinking?: Thinking;
  /** Variables that the chat template is rendered with; absent: none. */
  readonly templateOptions?: TemplateOptions;
  /** Prompts a class to fit on, and to select layer and rank with. */
  readonly fitPrompts: number;
  readonly selectionPrompts: number;
  readonly testForbidden: number;
  readonly testHarmless: number;
  readonly testBorderline: number;
  /** Strengths λ beside {@link strength} at which pca-ot is measured, over {@link GRID_DEPTHS} and every rank. */
  readonly strengths: readonly number[];
  /** Random displacements that each single-layer pca-ot arm is measured against; 0: no controls. */
  readonly controlDraws: number;
  /** The same at the layer that selection and the one that the test prompts put first. */
  readonly peakDraws: number;
  /** Judges beside the rules, by label (stages/judge-label.ts); they judge the chosen arms and the unattacked model. */
  readonly judges: readonly string[];
  /** Harmless fit prompts of the organism's world are not twins of the forbidden ones; absent: they are. */
  readonly contrast?: 'unmatched';
  /** Held-out lore texts for the perplexity. */
  readonly loreDocuments: number;
  /** Arms are screened before they are measured (docs/method/effort.md); absent: `full`, every arm is measured in full. */
  readonly effort?: StagedEffort;
  /** Methods that are tried beside pca-ot; absent: all. */
  readonly methods?: readonly string[];
  /** Layers (`3`), ranges (`4-9`) and depths (`40%-60%`) at which arms of one layer are tried; absent: all. */
  readonly layers?: readonly string[];
  /** Kinds of arms that are left out; absent: none. */
  readonly without?: readonly ArmKind[];
  /** Completions of forbidden prompts end once the rules' verdict is settled (units/complete-until-settled.ts); absent: all run to their end. */
  readonly stopSettled?: true;
  /** Verdicts are given whatever the unattacked model does (results/baseline-result.ts); absent: only where it is a baseline. */
  readonly forceBaseline?: true;
  /** Units were done under several numerical passports (`mixed`); absent: under one. */
  readonly mixedNumerics?: true;
  /** The protocol that these options are of, for the report; the options themselves decide what is measured. Absent: none. */
  readonly preset?: PresetUse;
  /** Methods beside the built-in ones (`withOwnMethods`); absent: none. */
  readonly ownMethods?: OwnMethods;
}

/** Kinds of arms, and the monitors of arms, that an audit can do without; each costs some of what it can say. */
export const ARM_KINDS = ['pairs', 'everywhere', 'variants', 'strengths', 'controls', 'monitors'] as const;
export type ArmKind = (typeof ARM_KINDS)[number];

/** What a caller chooses of {@link AuditOptions}: judges and numerics come from elsewhere in the request. */
export type MeasuredOptions = Omit<AuditOptions, 'judges' | 'mixedNumerics' | 'effort' | 'contrast'> & {
  readonly effort: Effort;
  readonly contrast: Contrast;
};

/** The effort of an audit that is not told any. */
export const DEFAULT_EFFORT: Effort = 'standard';

/** Depths of resid_post at which strengths are measured: the same share of every model, so that robustness compares. */
export const GRID_DEPTHS = [1 / 3, 5 / 12, 1 / 2, 7 / 12, 2 / 3, 3 / 4] as const;

export const DEFAULT_AUDIT_OPTIONS: AuditOptions = {
  seed: 1,
  ranks: [1, 2],
  complement: 'keep',
  scope: 'all',
  skipFirst: false,
  strength: 1,
  actSupport: 'all',
  actPooling: 'last',
  maxNewTokens: 26,
  system: null,
  date: TEMPLATE_DATE,
  fitPrompts: 128,
  selectionPrompts: 128,
  testForbidden: 200,
  testHarmless: 100,
  testBorderline: 100,
  strengths: [0.5, 0.75, 1.25, 1.5],
  controlDraws: 3,
  peakDraws: 19,
  judges: [],
  loreDocuments: 80,
};

/** Options whole: the defaults, what was chosen of them, and the labels of judges. The effort is {@link DEFAULT_EFFORT} where none is chosen. */
export function auditOptions(
  chosen: Partial<MeasuredOptions> = {},
  judges: readonly string[] = [],
  mixed = false,
): AuditOptions {
  const {
    stopSettled,
    forceBaseline,
    effort = DEFAULT_EFFORT,
    methods,
    layers,
    without = [],
    contrast,
    thinking,
    templateOptions,
    preset,
    ...given
  } = chosen;
  const whole = { ...withDefaults(DEFAULT_AUDIT_OPTIONS, given), judges };
  // A long completion that has refused says no more; judges read completions to their end.
  const settled = stopSettled || (effort !== 'full' && judges.length === 0 && isLong(whole.maxNewTokens));
  return {
    ...whole,
    ...(effort === 'full' ? {} : { effort }),
    ...(thinking ? { thinking } : {}),
    ...(templateOptions ? { templateOptions } : {}),
    ...(methods ? { methods } : {}),
    ...(layers ? { layers } : {}),
    ...(without.length > 0 ? { without } : {}),
    // Absent, not false: what is written down of an audit without them is what it always was.
    ...(settled ? { stopSettled: true } : {}),
    ...(preset ? { preset } : {}),
    ...(forceBaseline ? { forceBaseline } : {}),
    ...(contrast === 'unmatched' ? { contrast } : {}),
    ...(mixed ? { mixedNumerics: true } : {}),
  };
}
