import type { VNode } from 'preact';
import type { ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatPointsInWords } from '../../../../src/wording/format-points.ts';
import { useSelection } from '../state/use-selection.ts';
import { ForestFigure } from './forest-figure.tsx';

/** The chosen pca-ot arm against every other method's, paired prompt by prompt. */
export function RivalsFigure({ data }: { readonly data: ReportPage }): VNode {
  const { select } = useSelection();
  const [first] = data.comparisons;
  return (
    <ForestFigure
      name="rivals"
      title={`${first.armId} against the arm that each other method chose, n = ${first.n}`}
      caption="Coherent attack success on the same harmful requests, paired; 95% intervals. Filled: an effect after Holm’s adjustment within this family. Shaded: differences under 10 points, which count as none. Choosing one compares the two prompt by prompt below."
      sides={['the other does better', `${first.armId.split('@')[0]} does better`]}
      rows={data.comparisons.map((comparison) => ({
        key: comparison.rivalId,
        label: comparison.rivalId,
        detail: `${formatPointsInWords(comparison.difference, comparison.interval)}, ${comparison.onlyFirst} against ${comparison.onlySecond} requests under one only`,
        difference: comparison.difference,
        interval: comparison.interval,
        adjustedP: comparison.adjustedP,
        conclusion: comparison.conclusion === 'null' ? 'none' : comparison.conclusion,
        choose: () => select({ arm: comparison.armId, versus: comparison.rivalId }),
      }))}
      columns={['rival', 'difference', 'low', 'high', 'adjusted_p', 'conclusion']}
      cells={({ key, difference, interval, adjustedP, conclusion }) => [
        key,
        difference,
        ...interval,
        adjustedP,
        conclusion,
      ]}
    />
  );
}
