import type { Stage, StagedArm } from '../../results/design-result.ts';
import type { ArmSpec } from '../plan/arm.ts';

type Measured = Pick<StagedArm, 'screen' | 'halving'>;

/** Keeps how far each arm came and why it went no further, in the order in which arms were first heard of. */
export class StageLog {
  readonly #arms = new Map<string, StagedArm>();

  /** An arm was measured in a stage. */
  reach(arm: ArmSpec, reached: Stage, measured: Partial<Measured> = {}): void {
    const known = this.#arms.get(arm.id);
    this.#arms.set(arm.id, {
      armId: arm.id,
      method: arm.method!,
      role: arm.role,
      layers: arm.layers,
      rank: arm.rank,
      reached,
      left: '',
      screen: measured.screen ?? known?.screen ?? null,
      halving: measured.halving ?? known?.halving ?? null,
    });
  }

  /** Arms that go no further than they are. */
  leave(arms: readonly ArmSpec[], why: (arm: ArmSpec) => string): void {
    for (const arm of arms) this.#arms.set(arm.id, { ...this.#arms.get(arm.id)!, left: why(arm) });
  }

  get arms(): readonly StagedArm[] {
    return [...this.#arms.values()];
  }
}
