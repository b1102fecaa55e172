import type { ArmResult, Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { formatLayers } from '../../wording/format-layers.ts';
import { withAgainst } from '../against-arms.ts';
import { answerWords } from '../answer-words.ts';
import { armCounts, armsMeasured } from '../arm-counts.ts';
import { baselineNotice } from '../baseline-notice.ts';
import { compareChosenArms } from '../compare-chosen-arms.ts';
import { leftArms } from '../design-arms.ts';
import { lengthNotice } from '../length-sentences.ts';
import { measuredScope } from '../measured-scope.ts';
import { NOT_MEASURED, notMeasured, notMeasuredSentences } from '../not-measured.ts';
import { precisionNotice } from '../precision-notice.ts';
import { reportedArms } from '../reported-arms.ts';
import { strongestSentences } from '../strongest-sentences.ts';
import { verdictSentences } from '../verdict-sentences.ts';
import { markdownAgainst } from './markdown-against.ts';
import { markdownAllArms, markdownArmGroup, markdownChosenArms } from './markdown-arms.ts';
import { markdownCapability } from './markdown-capability.ts';
import { markdownClaims } from './markdown-claims.ts';
import { markdownDefinitions } from './markdown-definitions.ts';
import { markdownDirectionSelection } from './markdown-direction-selection.ts';
import { markdownGeometry } from './markdown-geometry.ts';
import { markdownGlossary } from './markdown-glossary.ts';
import { markdownJudges } from './markdown-judges.ts';
import { markdownLengths } from './markdown-lengths.ts';
import { markdownLimits } from './markdown-limits.ts';
import { markdownLocalisation } from './markdown-localisation.ts';
import { markdownMapFacts } from './markdown-map-facts.ts';
import { markdownMonitors } from './markdown-monitors.ts';
import { markdownProtocol } from './markdown-protocol.ts';
import { markdownPublished } from './markdown-published.ts';
import { markdownRobustness } from './markdown-robustness.ts';
import { markdownScoreCurve, markdownStages } from './markdown-stages.ts';
import { markdownStrengths } from './markdown-strengths.ts';
import { markdownThoughts } from './markdown-thoughts.ts';

/** Names of the figures' files, relative to the report; null where there is nothing to draw. */
export interface ReportFigures {
  readonly localisation: string;
  readonly scatter: string | null;
  readonly damage: string;
  readonly robustness: string;
  readonly doseResponse: string | null;
  readonly geometry: string | null;
  /** Success by method and layer. */
  readonly heatMap?: string | null;
  /** Of a staged audit. */
  readonly refusalScore?: string | null;
  /** Where completions were looked at by length. */
  readonly length?: string | null;
}

/** The report as GitHub-flavoured Markdown: what was found first, how it was found last. */
export function markdownReport(results: Results, figures: ReportFigures): string {
  const reported = reportedArms(results);
  const words = answerWords(results);
  const [headline = 'No verdict.', ...sentences] = verdictSentences(results);
  const lines = [
    `# Refusal audit of ${subjectName(results)}`,
    '',
    ...[...baselineNotice(results), ...lengthNotice(results)].flatMap((line) => [`> **${line}**`, '']),
    ...precisionNotice(results).flatMap((line) => [line, '']),
    `**${headline}**`,
    '',
    // Sentences on single arms and comparisons follow as tables: here the one on the unattacked model.
    ...sentences.slice(0, 1),
    '',
    ...strongestSentences(results).flatMap((sentence) => [sentence, '']),
    ...section('The paper’s four claims on this model', markdownClaims(results)),
    ...section(
      'Chosen arms',
      'Test split; each chosen by its method’s own selection on other prompts.',
      '',
      markdownChosenArms(withAgainst(reported, results), words),
    ),
    ...section('The paper’s figures beside these', ...markdownPublished(results)),
    ...section('pca-ot against simpler methods', ...bullets(compareChosenArms(results))),
    ...section('Stages', ...markdownStages(results)),
    ...section(
      'Length',
      ...markdownLengths(results, image('Refusal and success against length', figures.length ?? null)),
    ),
    ...section('Thoughts', ...markdownThoughts(results)),
    ...section('Judges', ...markdownJudges(results)),
    ...section('Capability', ...markdownCapability(results)),
    ...section('Modified checkpoints', ...markdownAgainst(results)),
    ...section('Would a monitor see it?', ...markdownMonitors(results)),
    ...section('Where refusal lives', ...whereRefusalLives(results, figures)),
    ...section('Dose and response', ...doseAndResponse(results, figures)),
    ...section(
      'Robustness',
      ...image('Attack success by damage budget, both on the test split', figures.robustness),
      ...markdownRobustness(results),
    ),
    ...armGroups(results).flatMap(({ title, text, arms }) =>
      section(title, text, '', markdownArmGroup(arms, words)),
    ),
    ...section(
      'Success against damage',
      ...image('Attack success against damage, every arm', figures.damage),
    ),
    ...section('Geometry', ...geometrySection(results, figures)),
    ...section('Glossary', ...markdownGlossary()),
    ...section('How to read it', ...bullets(markdownDefinitions(results))),
    ...section(
      'All arms',
      `${armsMeasured(armCounts(results))}${leftEarly(results)}. Against unattacked: difference of coherent ASR on the same prompts, family (c).${results.strengths.length > 0 ? ' Of further strengths (λ) borderline prompts and perplexities are not measured, and they are in no family of tests.' : ''}`,
      '',
      markdownAllArms(results),
    ),
    ...(results.directionSelection
      ? section('Direction selection (rfa)', markdownDirectionSelection(results.directionSelection))
      : []),
    ...(results.somSelection
      ? section('Layer selection (som)', markdownDirectionSelection(results.somSelection))
      : []),
    ...mapFacts(markdownMapFacts(reported)),
    ...section(
      'Protocol',
      markdownProtocol(results),
      '',
      ...results.sameAs.map(({ method, as, why }) => `- \`${method}\` is not run: it is \`${as}\` (${why}).`),
    ),
    ...section(NOT_MEASURED, ...bullets(notMeasuredSentences(notMeasured(measuredScope(results))))),
    ...section('Limits', ...bullets(markdownLimits(results))),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Nothing where there is nothing to say. */
function section(title: string, ...body: readonly string[]): string[] {
  return body.every((line) => line === '') ? [] : [`## ${title}`, '', ...body, ''];
}

function image(description: string, file: string | null): string[] {
  return file === null ? [] : [`![${description}](${link(file)})`, ''];
}

function whereRefusalLives(
  results: Results,
  { localisation, heatMap, refusalScore }: ReportFigures,
): string[] {
  const found = markdownLocalisation(results);
  return [
    ...image('Attack success and damage by depth', localisation),
    ...image('Attack success by method and layer', heatMap ?? null),
    `Broken within the budget: ${broken(results)}.`,
    '',
    ...(found.length > 0
      ? found
      : ['This run has no controls, so no layer is tested against displacements of the same length.']),
    ...markdownScoreCurve(
      results,
      image('Refusal score at the last prompt token by depth', refusalScore ?? null),
    ),
  ];
}

function doseAndResponse(results: Results, { doseResponse }: ReportFigures): string[] {
  const tables = markdownStrengths(results);
  return tables.length === 0
    ? [`This run has no further strengths: it was made with ${withoutStrengths(results)}.`]
    : [
        'pca-ot at one layer, test split; λ = 1 is the whole map.',
        '',
        ...image('Attack success and damage by strength', doseResponse),
        ...tables,
      ];
}

function withoutStrengths({ protocol: { strengths, without, effort } }: Results): string {
  if (strengths.length === 0) return '`--strengths none`';
  return without?.includes('strengths') || !effort ? '`--without strengths`' : `\`--effort ${effort}\``;
}

/** `; 117 more left before the test split (see Stages)`; nothing where none did. */
function leftEarly(results: Results): string {
  const left = leftArms(results).length;
  return left === 0 ? '' : `; ${left} more left before the test split (see Stages)`;
}

function geometrySection(results: Results, { geometry, scatter }: ReportFigures): string[] {
  return [
    ...image('Geometry of both classes by depth', geometry),
    ...markdownGeometry(results),
    '',
    ...image('Prompts in principal coordinates before and after transport', scatter),
  ];
}

function mapFacts(facts: string): string[] {
  return facts === ''
    ? []
    : section(
        'What the maps are',
        'A: linear part of the transport in the subspace (eigenvalue 1: unchanged). Captured mean share: part of the squared mean difference inside the subspace. Zero position: where the origin lies between the class means (0: harmless, 1: harmful; beyond: ablating the direction overshoots). Displacement: root mean square of ‖T(x) − x‖ over the harmful fit prompts.',
        '',
        facts,
      );
}

/** Groups of arms that answer one question each; those without arms are left out. */
function armGroups({ arms, chosen }: Results): { title: string; text: string; arms: readonly ArmResult[] }[] {
  const transport = chosen.find(({ method }) => method === 'pca-ot')?.armId;
  const varied = arms.filter(({ id, role }) => id === transport || role === 'scope' || role === 'complement');
  return [
    {
      title: 'Two layers',
      text: 'Pairs around the best single layer of the selection split, and its two best. Simultaneous: each layer fitted as if the other were not there. Sequential: the later one fitted on activations that passed through the earlier map.',
      arms: arms.filter(({ role }) => role === 'pair'),
    },
    {
      title: 'All layers at once',
      text: 'For comparison with the claim that one or two layers beat the whole network.',
      arms: arms.filter(({ role }) => role === 'everywhere'),
    },
    {
      title: 'Token scopes and complements',
      text: 'The chosen pca-ot arm first, then with every other token scope and complement. Not part of any selection.',
      arms: varied.length > 1 ? varied : [],
    },
  ].filter((group) => group.arms.length > 0);
}

function bullets(sentences: readonly string[]): string[] {
  return sentences.map((sentence) => `- ${sentence}`);
}

function broken({ verdict, model }: Results): string {
  const entries = Object.entries(verdict.brokenAt).map(([method, layers]) =>
    layers.length > 0
      ? `${method} at layer${layers.length > 1 ? 's' : ''} ${formatLayers(layers)} of 0–${model.layers - 1}`
      : `${method} nowhere`,
  );
  return entries.join('; ') || 'nowhere';
}

/** Spaces and brackets would end a Markdown link. */
function link(file: string): string {
  return encodeURI(file).replaceAll('(', '%28').replaceAll(')', '%29');
}
