import { DAMAGE_BUDGET } from '../../metrics/damage-budget.ts';
import { NO_EVIDENCE, type PageEvidence } from '../../results/page-evidence.ts';
import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { CLAIMED_DEPTHS } from '../../statistics/depth-claim.ts';
import { answerWords } from '../answer-words.ts';
import { armCounts, armsMeasured } from '../arm-counts.ts';
import { baselineNotice } from '../baseline-notice.ts';
import { capabilityTables } from '../capability-table.ts';
import { claimNumber } from '../claim-number.ts';
import { claimReasons } from '../claim-reasons.ts';
import { claimSentence } from '../claim-sentence.ts';
import { claimWords } from '../claim-words.ts';
import { describeLocalisation } from '../describe-localisation.ts';
import { lengthNotice } from '../length-sentences.ts';
import { markdownLimits } from '../markdown/markdown-limits.ts';
import { measuredScope } from '../measured-scope.ts';
import { methodTitles } from '../method-titles.ts';
import { notMeasured, notMeasuredSentences } from '../not-measured.ts';
import { precisionNotice } from '../precision-notice.ts';
import { pageAgainst } from './page-against.ts';
import { pageArms, pageTest } from './page-arms.ts';
import { pageCommand } from './page-command.ts';
import { pageControls } from './page-controls.ts';
import type { ReportPage } from './page-data.ts';
import { pageGeometry } from './page-geometry.ts';
import { pageHeadline } from './page-headline.ts';
import { pageJudges } from './page-judges.ts';
import { pageFurtherFigures, pageKeyFigures } from './page-key-figures.ts';
import { pageLengths } from './page-lengths.ts';
import { pageMonitors } from './page-monitors.ts';
import { pageProvenance } from './page-provenance.ts';
import { pagePublished } from './page-published.ts';
import { pageRobustness } from './page-robustness.ts';
import { pageScatters } from './page-scatters.ts';
import { pageSeries } from './page-series.ts';
import { pageStages } from './page-stages.ts';
import { pageStrengths } from './page-strengths.ts';
import { pageStyles } from './page-styles.ts';
import { pageThoughts } from './page-thoughts.ts';

/** What the page of a run shows: a pure function of what the run found. */
export function reportPageData(results: Results, evidence: PageEvidence = NO_EVIDENCE): ReportPage {
  const { model } = results;
  return {
    kind: 'report',
    title: `Refusal audit of ${subjectName(results)}`,
    model: { name: subjectName(results), layers: model.layers },
    answers: answerWords(results).answers,
    budget: DAMAGE_BUDGET,
    claimed: CLAIMED_DEPTHS,
    notices: [...baselineNotice(results), ...lengthNotice(results)],
    headline: pageHeadline(results),
    keyFigures: pageKeyFigures(results),
    furtherFigures: pageFurtherFigures(results),
    strongest: results.strongest.armId,
    titles: methodTitles(results),
    counts: armsMeasured(armCounts(results)),
    made: evidence.made ?? null,
    command: pageCommand(results),
    claims: results.claims.map((claim) => ({
      number: claim.number,
      claim: claimSentence(claim),
      figure: claimNumber(claim, results),
      conclusion: claim.conclusion,
      words: claimWords(claim),
      decidedBy: claim.decidedBy,
      because: claimReasons(claim, results),
    })),
    localisation: describeLocalisation(results),
    controls: pageControls(results),
    arms: pageArms(results),
    series: pageSeries(results),
    styles: pageStyles(results),
    comparisons: results.comparisons.map((comparison) => ({
      ...pageTest(comparison),
      armId: comparison.armId,
      rivalId: comparison.rivalId,
      onlyFirst: comparison.onlyFirst,
      onlySecond: comparison.onlySecond,
      n: comparison.n,
    })),
    strengths: pageStrengths(results),
    robustness: pageRobustness(results),
    geometry: pageGeometry(results),
    scatters: pageScatters(results, evidence.scatters),
    judges: pageJudges(results),
    prompts: evidence.prompts,
    capability: capabilityTables(results),
    stages: pageStages(results),
    lengths: pageLengths(results),
    thoughts: pageThoughts(results),
    published: pagePublished(results),
    against: pageAgainst(results),
    monitors: pageMonitors(results),
    notMeasured: notMeasuredSentences(notMeasured(measuredScope(results))),
    limits: [...precisionNotice(results), ...markdownLimits(results)],
    provenance: pageProvenance(results),
  };
}
