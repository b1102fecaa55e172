import type { DirectionSelection } from '../../methods/select-direction.ts';
import type { DesignResult } from '../../results/design-result.ts';
import type { RefusalStarts } from '../../results/refusal-starts.ts';
import type { BaselineResult, ChosenArm } from '../../results/results.ts';
import type { ArmSpec } from '../plan/arm.ts';
import type { ControlledPlaces } from '../plan/plan-controls.ts';
import type { Overflow, SelectionObservation } from '../units/observation.ts';
import type { SelectedArm } from './choose-arms.ts';

/** A selected arm with what its choice was made from. */
export interface ObservedArm extends SelectedArm {
  readonly selected: SelectionObservation | Overflow;
}

/** Everything that the selection split decides. */
export interface ArmSelection {
  /** All arms that go to the test split, the unattacked model first. */
  readonly arms: readonly ObservedArm[];
  /** Whether the unattacked model is one whose refusal can be spoken of. */
  readonly baseline: BaselineResult;
  /** Absent where they were given. */
  readonly refusalStarts?: RefusalStarts;
  readonly chosen: readonly ChosenArm[];
  /** The best of all feasible attacks, whatever their method and role; null where none of them does more than no attack. */
  readonly strongest: string | null;
  /** The chosen pca-ot arm, and the best one at a single layer. */
  readonly transport: ArmSpec;
  readonly best: { readonly layer: number; readonly rank: number };
  /** Null where the method is not tried. */
  readonly direction: DirectionSelection | null;
  readonly som: DirectionSelection | null;
  /** Where single-layer pca-ot is compared with random displacements. */
  readonly places: ControlledPlaces;
  /** Which arms left before the test split, and why; null where none does. */
  readonly staged: Omit<DesignResult, 'curve'> | null;
}
