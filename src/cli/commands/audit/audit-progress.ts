import type { AuditProgress } from '../../../audit/audit-meter.ts';
import { formatNumber } from '../../../wording/format-number.ts';
import { formatPercent } from '../../../wording/format-percent.ts';
import { terminal } from '../../terminal/terminal.ts';

/** The audit's line: arms, remaining time, the best arm on the selection split so far. */
export function auditProgress(): { readonly report: AuditProgress; readonly stop: () => void } {
  const meter = terminal.stage('audit', 'arms');
  return {
    report: ({ best, ...state }) =>
      meter.report({
        ...state,
        ...(best
          ? {
              best: {
                text: `best on selection ${best.armId} ${formatPercent(best.attackSuccess)}, KL32 ${formatNumber(best.divergence)}`,
                values: { ...best },
              },
            }
          : {}),
      }),
    stop: meter.stop,
  };
}
