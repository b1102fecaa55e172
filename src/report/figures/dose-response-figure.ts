import { DAMAGE_BUDGET } from '../../metrics/damage-budget.ts';
import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { strengthPlaces } from '../best-strength-places.ts';
import { findArm } from '../find-arm.ts';
import { depthStyle } from './depth-style.ts';
import { type DoseLine, doseColumn } from './dose-response-panels.ts';
import { headingHeight, svgDocument } from './svg-document.ts';

const COLUMN_WIDTH = 500;
const HEIGHT = 590;
const MOST_COLUMNS = 3;

/**
 * SVG: pca-ot at one layer, coherent ASR (above) and damage KL32 (below, log scale) against the strength λ; a line a layer, a column
 * a rank (the three smallest). Null where the run has one strength only.
 */
export async function doseResponseFigure(results: Results): Promise<string | null> {
  const places = strengthPlaces(results.strengths);
  if (places.length === 0) return null;
  const ranks = [...new Set(places.map(({ rank }) => rank))];
  const layers = [...new Set(places.map(({ layer }) => layer))].sort((a, b) => a - b);
  const drawn = ranks.slice(0, MOST_COLUMNS);
  const width = 30 + COLUMN_WIDTH * drawn.length;
  const { forbidden, kl32 } = findArm(results, 'baseline').test;
  const title = `Dose and response of pca-ot in ${subjectName(results)}, n = ${forbidden.exact.n} harmful prompts`;
  const subtitle = `One layer at a time, test split; λ = 1 is the whole map, above it overshoots. Bars: 95% intervals; damage over n = ${kl32.n} harmless prompts. Hollow: KL32 over the budget of ${DAMAGE_BUDGET}; what lies below the axis is drawn at its edge.${ranks.length > drawn.length ? ` Not drawn: K = ${ranks.slice(MOST_COLUMNS).join(', ')}.` : ''}`;
  const top = headingHeight({ width, title, subtitle });
  const damages = places.flatMap(({ strengths }) => strengths.map((each) => each.kl32.value));
  const doses = places.flatMap(({ strengths }) => strengths.map(({ strength }) => strength));
  const columns = await Promise.all(
    drawn.map((rank, i) =>
      doseColumn({
        rank,
        left: 8 + COLUMN_WIDTH * i,
        top,
        width: COLUMN_WIDTH,
        doses,
        damages,
        lines: places
          .filter((place) => place.rank === rank)
          .map(
            ({ layer, strengths }): DoseLine => ({
              layer,
              strengths,
              style: depthStyle(layers.indexOf(layer), layers.length),
            }),
          ),
      }),
    ),
  );
  return svgDocument({ width, height: top + HEIGHT, title, subtitle, children: columns });
}
