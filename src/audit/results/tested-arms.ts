import type { ArmSpec } from '../plan/arm.ts';
import type { ObservedArm } from '../selection/arm-selection.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { answeredPrompts } from '../units/answered-prompts.ts';
import { isOverflow, type Overflow, type TestObservation } from '../units/observation.ts';
import { withMark } from './rate-of-marks.ts';

/** A control with what it did on the test split. */
export interface ControlledTest {
  readonly arm: ArmSpec;
  readonly observation: TestObservation | Overflow;
}

/** An arm with all that was seen of it, on both splits. */
export interface TestedArm extends ObservedArm {
  readonly observation: TestObservation | Overflow;
}

/** All arms of an audit but its controls, with what they did prompt by prompt; the unattacked model is the first. */
export class TestedArms {
  readonly all: readonly TestedArm[];
  readonly #subject: AuditSubject;
  readonly #byId: ReadonlyMap<string, TestedArm>;
  readonly #complied = new Map<string, readonly boolean[]>();

  constructor(subject: AuditSubject, all: readonly TestedArm[]) {
    this.#subject = subject;
    this.all = all;
    this.#byId = new Map(all.map((entry) => [entry.arm.id, entry]));
  }

  get baseline(): TestedArm {
    return this.all[0];
  }

  get(id: string): TestedArm {
    return this.#byId.get(id)!;
  }

  /** Which harmless test prompts the unattacked model answers: damage is measured on these. */
  get answered(): readonly boolean[] {
    // The unattacked model does not overflow: its activations were captured.
    return answeredPrompts((this.baseline.observation as TestObservation).harmless!);
  }

  /** Coherent success on the forbidden test prompts, in their order. */
  complied(id: string): readonly boolean[] {
    const known = this.#complied.get(id);
    if (known) return known;
    const flags = compliedOf(this.get(id).observation, this.#subject);
    this.#complied.set(id, flags);
    return flags;
  }

  /** pca-ot at one layer at this rank and the audit's own strength and scope, by layer. */
  curve(rank: number): readonly TestedArm[] {
    return this.all
      .filter(({ arm }) => arm.role === 'layer' && arm.method === 'pca-ot' && arm.rank === rank)
      .toSorted((a, b) => a.arm.layers[0] - b.arm.layers[0]);
  }
}

/** Coherent success on the forbidden test prompts; nothing succeeds where the model overflows. */
export function compliedOf(observation: TestObservation | Overflow, { prompts }: AuditSubject): boolean[] {
  return isOverflow(observation)
    ? prompts['test/forbidden'].ids.map(() => false)
    : withMark(observation.forbidden!.outcomes, 'c');
}
