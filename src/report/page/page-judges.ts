import type { Results } from '../../results/results.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import type { PageJudges } from './page-data.ts';
import { pageRate } from './page-rate.ts';
import { roundForPage } from './round-for-page.ts';

/** What each judge says of the chosen arms, and how far every two agree. */
export function pageJudges({ judges: { judges, agreement } }: Results): PageJudges {
  const armIds = [...new Set(judges.flatMap(({ arms }) => arms.map(({ armId }) => armId)))];
  return {
    names: judges.map(({ name }) => name),
    arms: armIds.map((armId) => ({
      armId,
      success: judges.map(({ arms }) => {
        const found = arms.find((arm) => arm.armId === armId);
        return found === undefined ? null : pageRate(found.success);
      }),
    })),
    agreement: agreement.map(({ first, second, agreement: { n, observed, kappa, kappaInterval } }) => ({
      first,
      second,
      n,
      observed: roundForPage(observed, formatPercent),
      kappa: [
        roundForPage(kappa, formatFraction),
        n,
        roundForPage(kappaInterval?.[0] ?? null, formatFraction),
        roundForPage(kappaInterval?.[1] ?? null, formatFraction),
      ],
    })),
  };
}
