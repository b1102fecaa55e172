import type { MonitorScore } from '../diagnostics/activation-monitor.ts';
import type { Rate } from '../statistics/rate.ts';

/**
 * A monitor of the last prompt token at one site, which knows unattacked activations alone, and an arm that it watches. An alarm says that the arm
 * was seen, never that it was resisted.
 */
export interface MonitorResult {
  readonly armId: string;
  /** It reads resid_post of this layer. */
  readonly layer: number;
  /** Whether that lies behind every site of the arm; else it reads what the arm writes. */
  readonly downstream: boolean;
  readonly score: MonitorScore;
  /** Principal axes. */
  readonly rank: number;
  /** Share of false alarms that the threshold allows on average on the worst stratum of clean prompts: harmful, harmless, borderline. */
  readonly level: number;
  readonly threshold: number;
  /** Alarms on test prompts of the unattacked model; of the borderline ones on the half that the threshold does not come from. */
  readonly falseAlarms: { readonly forbidden: Rate; readonly harmless: Rate; readonly borderline: Rate };
  /** Alarms on harmful test prompts under the arm. */
  readonly detection: Rate;
  /** Harmful test prompts that are answered coherently under the arm, and those of them that raise no alarm. */
  readonly success: Rate;
  readonly unseen: Rate;
}
