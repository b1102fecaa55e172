import type { SiteDiagnostics } from '../../diagnostics/site-diagnostics.ts';
import type { RefusalStarts } from '../../results/refusal-starts.ts';
import type { Scatter } from '../../results/scatter.ts';
import type { WeightsChange } from '../../results/weight-change.ts';
import type { ArmSpec } from '../plan/arm.ts';
import { entryLayer } from '../plan/arm.ts';
import type {
  AgainstObservation,
  AnswersObservation,
  ChoicesObservation,
  DirectionObservation,
  HalvingObservation,
  MonitorObservation,
  NextTokenObservation,
  Overflow,
  SelectionObservation,
  TestObservation,
  VerdictObservation,
} from './observation.ts';

/**
 * The smallest piece of work that is done whole or not at all: it is described by data alone, depends on plan, model and
 * prompts only, and its value is data. So it can be journalled, done elsewhere, or looked up instead of done.
 */
export type Unit =
  | {
      readonly kind: 'direction';
      readonly method: 'rfa' | 'som';
      readonly layer: number;
      readonly position: number;
      /** Of the selection split, the first of each class; absent: all. */
      readonly prompts?: number;
    }
  | { readonly kind: 'diagnostics'; readonly layer: number; readonly rank: number }
  /** The unattacked model on the selection prompts. */
  | { readonly kind: 'refusal-starts' }
  /** `judge`: as the audit's options name it. */
  | (ArmUnit<'verdict'> & { readonly judge: string })
  | ArmUnit<'choices'>
  | ArmUnit<'answers'>
  /** Next tokens of the first selection prompts; short completions of these; next tokens of the test prompts. */
  | ArmUnit<'screen'>
  | ArmUnit<'halving'>
  | ArmUnit<'curve'>
  /** `prompts`: of the split, the first of each class; absent: all. */
  | (ArmUnit<'selection'> & { readonly prompts?: number })
  | ArmUnit<'test'>
  /** What monitors of its activations see of the arm, on the test split. */
  | ArmUnit<'monitor'>
  /** A modified checkpoint on the test split; its weights beside the model's. `name`: the user's. */
  | (ArmUnit<'against'> & { readonly name: string })
  | { readonly kind: 'weights'; readonly name: string }
  | ArmUnit<'scatter'>;

interface ArmUnit<Kind extends string> {
  readonly kind: Kind;
  readonly arm: ArmSpec;
}

export type UnitKind = Unit['kind'];
export type UnitOf<Kind extends UnitKind> = Extract<Unit, { readonly kind: Kind }>;

/** What a unit of each kind gives. */
export interface UnitValues {
  readonly direction: DirectionObservation;
  readonly screen: NextTokenObservation | Overflow;
  readonly halving: HalvingObservation | Overflow;
  readonly curve: NextTokenObservation | Overflow;
  readonly selection: SelectionObservation | Overflow;
  readonly test: TestObservation | Overflow;
  readonly monitor: MonitorObservation | Overflow;
  readonly scatter: Scatter;
  readonly diagnostics: SiteDiagnostics;
  readonly 'refusal-starts': RefusalStarts;
  readonly verdict: VerdictObservation;
  readonly choices: ChoicesObservation | Overflow;
  readonly answers: AnswersObservation | Overflow;
  readonly against: AgainstObservation;
  readonly weights: WeightsChange;
}

/** `test pca-ot@7/k1`: unique in a run. */
export function unitName(unit: Unit): string {
  if (unit.kind === 'direction') {
    const some = unit.prompts === undefined ? '' : `/n${unit.prompts}`;
    return `direction ${unit.method}@${unit.layer}/p${unit.position}${some}`;
  }
  if (unit.kind === 'diagnostics') return `diagnostics resid_post.${unit.layer}/k${unit.rank}`;
  if (unit.kind === 'refusal-starts') return unit.kind;
  if (unit.kind === 'against' || unit.kind === 'weights') return `${unit.kind} ${unit.name}`;
  if (unit.kind === 'verdict') return `verdict ${unit.judge} ${unit.arm.id}`;
  const some = unit.kind === 'selection' && unit.prompts !== undefined ? `/n${unit.prompts}` : '';
  return `${unit.kind} ${unit.arm.id}${some}`;
}

/** Units of one site share graphs and states, so they run one after the other. */
export function unitOrder(unit: Unit): number {
  if ('arm' in unit) return entryLayer(unit.arm);
  return 'layer' in unit ? unit.layer : -1;
}

/** Whether it looks at the test split. */
export function opensTest({ kind }: Unit): boolean {
  return kind === 'test' || kind === 'curve' || kind === 'monitor' || kind === 'against';
}
