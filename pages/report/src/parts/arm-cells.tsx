import type { VNode } from 'preact';
import type { PageArm, PageRate } from '../../../../src/report/page/page-data.ts';
import { formatPercent, formatPercentInterval } from '../../../../src/wording/format-percent.ts';
import { MethodSymbol } from '../chart/method-symbol.tsx';
import { Breakable } from '../text/breakable.tsx';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import type { ArmColumn } from './arm-columns.ts';

/** px of the strip's axis from 0 to 100%, and what its marks need at either end. */
const AXIS = 80;
const END = 4;
const WIDTH = AXIS + 2 * END;

/** Beside the rate that is drawn as a strip stands a column for it: one axis in every row. */
const hasStrip = ({ key }: ArmColumn): boolean => key === 'success';

/** The heading of a column: what sorts by it, and how many prompts its numbers are of. */
export function HeadCells(props: {
  readonly column: ArmColumn;
  readonly n: number | null;
  readonly order: 'ascending' | 'descending' | 'none';
  readonly sort: () => void;
}): VNode {
  const { column, n, order, sort } = props;
  return (
    <>
      {hasStrip(column) && (
        <th class="strip" scope="col">
          <span class="visually-hidden">95% interval of attack success, drawn</span>
          <svg width={WIDTH} height="22" viewBox={`0 0 ${WIDTH} 22`} aria-hidden="true">
            {[0, 0.5, 1].map((share) => (
              <g key={share} transform={`translate(${END + AXIS * share},0)`}>
                <text
                  y="11"
                  text-anchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}
                  dx={share === 0 ? -END : share === 1 ? END : 0}
                >
                  {formatPercent(share)}
                </text>
                <line class="track" y1="15" y2="21" />
              </g>
            ))}
            <line class="track" x1={END} x2={END + AXIS} y1="18" y2="18" />
          </svg>
        </th>
      )}
      <th class={column.key} scope="col" aria-sort={order}>
        <button type="button" title={column.describes} onClick={sort}>
          {column.heading}
        </button>
        {n !== null && <span class="n">n = {n}</span>}
      </th>
    </>
  );
}

/** An arm in a column; `n`: how many prompts all arms' numbers there are of, so that no cell says it again. */
export function ArmCells(props: {
  readonly arm: PageArm;
  /** Its name spelt out. */
  readonly words: string;
  readonly column: ArmColumn;
  readonly n: number | null;
  readonly chosen: boolean;
  readonly choose: () => void;
}): VNode {
  const { arm, words, column, n, chosen, choose } = props;
  if (column.kind === 'name')
    return (
      <th scope="row">
        <button
          type="button"
          class="arm"
          title={words}
          aria-pressed={chosen}
          aria-haspopup="dialog"
          onClick={choose}
        >
          <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
            <MethodSymbol method={arm.method} rank={arm.rank} hollow={!arm.intact} size={52} />
          </svg>
          <span>
            <Breakable text={arm.id} />
          </span>
        </button>
        {arm.chosen && (
          <span class="tag" title={arm.flag || 'chosen by its method’s own selection'}>
            {arm.flag === '' ? 'chosen' : 'stand-in'}
          </span>
        )}
      </th>
    );
  if (column.kind === 'rate') {
    const rate = column.rate(arm);
    return (
      <>
        {hasStrip(column) && <Strip rate={rate} />}
        <RateCell rate={rate} common={n !== null} />
      </>
    );
  }
  if (column.kind === 'estimate') {
    const estimate = column.estimate(arm);
    const [value, range] = formatPageEstimate(estimate).split(' [');
    return (
      <td class="number" title={`n = ${estimate[1]}`}>
        {value}
        {range !== undefined && <span class="bounds"> [{range}</span>}
      </td>
    );
  }
  return <td class={column.key}>{column.text(arm)}</td>;
}

function RateCell({ rate, common }: { readonly rate: PageRate; readonly common: boolean }): VNode {
  const [k, n, low, high] = rate;
  if (n === 0) return <td class="number">n/a</td>;
  return (
    <td class="number" title={`${k} of ${n}`}>
      <span class="rate">{common ? k : `${k}/${n}`}</span> {formatPercent(k / n)}
      {low !== null && high !== null && <span class="bounds">{formatPercentInterval([low, high])}</span>}
    </td>
  );
}

/** Rate and interval on the axis of the heading; empty where nothing was measured. */
function Strip({ rate: [k, n, low, high] }: { readonly rate: PageRate }): VNode {
  const at = (share: number): number => END + AXIS * share;
  return (
    <td class="strip">
      {n > 0 && (
        <svg class="interval" width={WIDTH} height="14" viewBox={`0 0 ${WIDTH} 14`} aria-hidden="true">
          <line class="track" x1={at(0)} x2={at(1)} y1="7" y2="7" />
          {low !== null && high !== null && <line class="range" x1={at(low)} x2={at(high)} y1="7" y2="7" />}
          <circle cx={at(k / n)} cy="7" r="3.2" />
        </svg>
      )}
    </td>
  );
}
