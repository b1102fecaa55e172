import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { SplitFacts } from '../../results/audit-plan.ts';

/** Fewer independent test prompts tell apart hardly anything: at n = 30 a 95% interval of a rate is up to 36 points wide. */
export const LEAST_EFFECTIVE = 30;

/** Test prompts that are worth less than {@link LEAST_EFFECTIVE} independent ones. */
export class LowPowerError extends InvalidInputError {
  readonly kind: SplitFacts['kind'];
  /** Test prompts, and as how many independent ones they count at worst. */
  readonly count: number;
  readonly effective: number;

  constructor({ kind, test, effective }: SplitFacts) {
    super(
      `${kind} test prompts`,
      `are ${test}, worth ${Math.floor(effective)} independent ones; below ${LEAST_EFFECTIVE} an audit tells next to nothing`,
      `${kind === 'harmful' ? 'Take them from sources of their own (`testHarmful`), ask for more (`testForbidden`)' : 'Ask for more (`testHarmless`)'}, or, where prompts are alike in their wording only, raise \`threshold\`; \`acceptLowPower\` goes on all the same.`,
    );
    this.kind = kind;
    this.count = test;
    this.effective = effective;
  }
}

/** The first kind whose test prompts are worth too little; undefined: none. */
export function powerProblem(kinds: readonly SplitFacts[]): LowPowerError | undefined {
  const low = kinds.find(({ effective }) => effective < LEAST_EFFECTIVE);
  return low && new LowPowerError(low);
}
