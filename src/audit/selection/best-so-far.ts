import type { ArmSpec } from '../plan/arm.ts';
import { selectionResult } from '../results/selection-result.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { Overflow, SelectionObservation } from '../units/observation.ts';
import type { Unit } from '../units/unit.ts';
import { candidateOf } from './choose-arms.ts';
import { bestFeasible, type Candidate } from './select-arm.ts';

/** The best attack that the selection split has shown, for whoever watches; no choice is made from it. */
export interface BestArm {
  readonly armId: string;
  /** Coherent attack success on the selection split, in [0, 1]. */
  readonly attackSuccess: number;
  /** KL32 in nats per token. */
  readonly divergence: number;
}

/**
 * Follows units as they end. It looks at the selection split alone and takes an arm as selection takes it (select-arm.ts); the test split
 * stays unseen.
 */
export class BestSoFar {
  readonly #subject: AuditSubject;
  #baseline: SelectionObservation | undefined;
  readonly #early: (readonly [ArmSpec, SelectionObservation | Overflow])[] = [];
  readonly #candidates: Candidate[] = [];

  constructor(subject: AuditSubject) {
    this.#subject = subject;
  }

  get best(): BestArm | undefined {
    const best = bestFeasible(this.#candidates);
    if (best === undefined) return undefined;
    const { coherentAsr, kl32 } = best.selection;
    return { armId: best.id, attackSuccess: coherentAsr!.rate!, divergence: kl32 };
  }

  see(unit: Unit, value: unknown): void {
    if (unit.kind !== 'selection') return;
    const observation = value as SelectionObservation | Overflow;
    if (unit.arm.role === 'baseline') {
      this.#baseline = observation as SelectionObservation;
      for (const [arm, earlier] of this.#early.splice(0)) this.#consider(arm, earlier);
    } else if (this.#baseline) this.#consider(unit.arm, observation);
    else this.#early.push([unit.arm, observation]);
  }

  #consider(arm: ArmSpec, observation: SelectionObservation | Overflow): void {
    const selection = selectionResult(observation, this.#baseline!, this.#subject);
    if (selection.feasible && selection.coherentAsr !== null)
      this.#candidates.push(candidateOf({ arm, selection }));
  }
}
