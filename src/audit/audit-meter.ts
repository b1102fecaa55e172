import { decodeExtended } from '../formats/extended-json.ts';
import type { ArmExtent } from '../results/arm-words.ts';
import { type BestArm, BestSoFar } from './selection/best-so-far.ts';
import type { AuditSubject } from './subject/subject.ts';
import { type Unit, type UnitKind, unitName } from './units/unit.ts';

export type AuditProgress = (state: {
  /** In arms: one on both splits counts 1. */
  readonly done: number;
  readonly total: number;
  /** Arms that an interrupted run had done already. */
  readonly found: number;
  readonly label: string;
  /** The best attack on the selection split so far; none before the first feasible arm. */
  readonly best?: BestArm;
}) => void;

/** What units weigh against each other, about: an arm on the selection and the test split together 1. */
const WEIGHTS: Readonly<Record<UnitKind, number>> = {
  direction: 0.15,
  screen: 0.04,
  halving: 0.12,
  curve: 0.1,
  'refusal-starts': 0,
  selection: 0.45,
  test: 0.55,
  monitor: 0.05,
  scatter: 0,
  diagnostics: 0.05,
  verdict: 1,
  choices: 0.2,
  answers: 1,
  against: 1,
  weights: 0.5,
};

const LESS: Readonly<Record<ArmExtent, number>> = { full: 1, frontier: 0.6, success: 0.3, induction: 0.2 };

const weightOf = (unit: Unit): number =>
  WEIGHTS[unit.kind] * (unit.kind === 'test' ? LESS[unit.arm.extent] : 1);

/** How far an audit is, in arms. Units that only a choice will bring are reckoned with from the start: `rehearsed` are those of a rehearsal. */
export class AuditMeter {
  readonly #planned = new Set<string>();
  readonly #finished: ReadonlyMap<string, unknown>;
  readonly #onProgress: AuditProgress | undefined;
  readonly #expected: number;
  readonly #best: BestSoFar;
  #planWeight = 0;
  #done = 0;
  #found = 0;

  constructor(
    subject: AuditSubject,
    rehearsed: readonly Unit[],
    finished: ReadonlyMap<string, unknown>,
    onProgress: AuditProgress | undefined,
  ) {
    this.#expected = rehearsed.reduce((sum, unit) => sum + weightOf(unit), 0);
    this.#finished = finished;
    this.#best = new BestSoFar(subject);
    this.#onProgress = onProgress;
  }

  start(): void {
    this.#onProgress?.({ done: 0, total: 1, found: 0, label: 'unattacked model' });
  }

  plan(units: readonly Unit[]): void {
    for (const unit of units) {
      const name = unitName(unit);
      if (this.#planned.has(name)) continue;
      this.#planned.add(name);
      this.#planWeight += weightOf(unit);
      if (!this.#finished.has(name)) continue;
      this.#done += weightOf(unit);
      this.#found += weightOf(unit);
      this.#watch(unit);
    }
  }

  finish(unit: Unit): void {
    this.#done += weightOf(unit);
    const label = unit.kind === 'direction' ? 'direction selection' : unitName(unit);
    const total = unit.kind === 'test' ? this.#planWeight : Math.max(this.#planWeight, this.#expected);
    this.#watch(unit);
    const { best } = this.#best;
    if (weightOf(unit) > 0)
      this.#onProgress?.({ done: this.#done, total, found: this.#found, label, ...(best ? { best } : {}) });
  }

  /** Only where somebody watches: it costs a summary an arm. */
  #watch(unit: Unit): void {
    if (this.#onProgress) this.#best.see(unit, decodeExtended(this.#finished.get(unitName(unit))));
  }
}
