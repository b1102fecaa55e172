/** `refusal-lab/statistics`: intervals and tests for proportions and means over prompts, with duplicate groups. Runs in a browser too. */
export { InvalidInputError } from './errors/invalid-input-error.ts';
export { LabError } from './errors/lab-error.ts';
export { type Agreement, agreement } from './statistics/agreement.ts';
export { type Auroc, auroc } from './statistics/auroc.ts';
export type { BootstrapIntervalKind } from './statistics/bootstrap-interval.ts';
export type { CensoredDamage } from './statistics/censored-damage.ts';
export {
  type Concludable,
  type Concluded,
  type Conclusion,
  concludePaired,
  type FamilyOptions,
} from './statistics/conclude-paired.ts';
export { type ControlTest, controlTest } from './statistics/control-test.ts';
export { type Estimate, ratioEstimate } from './statistics/estimate.ts';
export { fisherExact } from './statistics/fisher-exact.ts';
export {
  type BootstrapEstimate,
  type GroupBootstrapRequest,
  type GroupStatistic,
  groupBootstrap,
} from './statistics/group-bootstrap.ts';
export type { GroupExchangeOptions } from './statistics/group-exchange-test.ts';
export type { GroupLabels } from './statistics/group-index.ts';
export { holmAdjusted } from './statistics/holm.ts';
export { type IndependentTest, independentTest } from './statistics/independent-test.ts';
export { mcnemarExact } from './statistics/mcnemar.ts';
export {
  type DetectableOptions,
  minimumDetectableDifference,
} from './statistics/minimum-detectable-difference.ts';
export { newcombeInterval } from './statistics/newcombe.ts';
export type { PairedDifference } from './statistics/paired-difference-test.ts';
export { type PairedTest, pairedTest } from './statistics/paired-test.ts';
export { RandomStream } from './statistics/random-stream.ts';
export { type Rate, rateOf, rateOfFlags } from './statistics/rate.ts';
export { type RatioSample, ratioDifference } from './statistics/ratio-difference.ts';
export type { ScoreEstimate, SelectedStep } from './statistics/robustness.ts';
export { type Robustness, type RobustnessRequest, robustness } from './statistics/robustness.ts';
export type { PromptDamage, RobustnessArm, RobustnessGroups } from './statistics/robustness-frontier.ts';
export type { FrontierStep } from './statistics/robustness-score.ts';
export type { SignFlipOptions } from './statistics/sign-flip.ts';
export { wilsonInterval } from './statistics/wilson.ts';
