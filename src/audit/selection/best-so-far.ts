import { selectionResult } from '../results/selection-result.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { Overflow, SelectionObservation } from '../units/observation.ts';
import type { Unit } from '../units/unit.ts';

/** The best attack that the selection split has shown, for whoever watches; no choice is made from it. */
export interface BestArm {
  readonly armId: string;
  /** Coherent attack success on the selection split, in [0, 1]. */
  readonly attackSuccess: number;
  /** KL32 in nats a token. */
  readonly divergence: number;
}

/**
 * Follows units as they end. It looks at the selection split alone: an arm is taken as selection takes it, the highest
 * coherent success among feasible ones, then the least damage; the test split stays unseen.
 */
export class BestSoFar {
  readonly #subject: AuditSubject;
  #baseline: SelectionObservation | undefined;
  readonly #early: (readonly [string, SelectionObservation | Overflow])[] = [];
  #best: BestArm | undefined;

  constructor(subject: AuditSubject) {
    this.#subject = subject;
  }

  get best(): BestArm | undefined {
    return this.#best;
  }

  see(unit: Unit, value: unknown): void {
    if (unit.kind !== 'selection') return;
    const observation = value as SelectionObservation | Overflow;
    if (unit.arm.role === 'baseline') {
      this.#baseline = observation as SelectionObservation;
      for (const [armId, earlier] of this.#early.splice(0)) this.#consider(armId, earlier);
    } else if (this.#baseline) this.#consider(unit.arm.id, observation);
    else this.#early.push([unit.arm.id, observation]);
  }

  #consider(armId: string, observation: SelectionObservation | Overflow): void {
    const { feasible, coherentAsr, kl32 } = selectionResult(observation, this.#baseline!, this.#subject);
    const attackSuccess = coherentAsr?.rate ?? null;
    if (!feasible || attackSuccess === null) return;
    const best = this.#best;
    if (
      best === undefined ||
      attackSuccess > best.attackSuccess ||
      (attackSuccess === best.attackSuccess && kl32 < best.divergence)
    )
      this.#best = { armId, attackSuccess, divergence: kl32 };
  }
}
