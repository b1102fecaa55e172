import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { armInWords } from '../../../../src/report/arm-in-words.ts';
import type { PageArm, PageRate, ReportPage } from '../../../../src/report/page/page-data.ts';
import { formatPercent, formatPercentInterval } from '../../../../src/wording/format-percent.ts';
import { MethodSymbol } from '../chart/method-symbol.tsx';
import { useSelection } from '../state/use-selection.ts';
import { Breakable } from '../text/breakable.tsx';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import { ARM_COLUMNS, type ArmColumn } from './arm-columns.ts';
import { armTable } from './arm-csv.ts';
import { Choice } from './choice.tsx';
import { download } from './download.ts';
import { type ArmFilter, filterArms, NO_FILTER } from './filter-arms.ts';
import { sortArms } from './sort-arms.ts';
import { tableCsv } from './table-csv.ts';

const ALL = { value: '', text: 'all' };

/** Every arm, to be sorted by any column and filtered. */
export function ArmTable({ data }: { readonly data: ReportPage }): VNode {
  const { selection, select } = useSelection();
  const [filter, setFilter] = useState<ArmFilter>(NO_FILTER);
  const [order, setOrder] = useState({ key: 'success', descending: true });
  const methods = useMemo(() => [...new Set(data.arms.map(({ method }) => method))], [data]);
  const roles = useMemo(() => [...new Set(data.arms.map(({ role }) => role))], [data]);
  const column = ARM_COLUMNS.find(({ key }) => key === order.key)!;
  const rows = sortArms(filterArms(data.arms, filter), column, order.descending);
  const change = (part: Partial<ArmFilter>): void => setFilter({ ...filter, ...part });
  return (
    <div class="arm-table">
      <div class="filters" role="group" aria-label="Filter the arms">
        <label class="search">
          <span>Find</span>
          <input
            type="search"
            value={filter.text}
            placeholder="pca-ot@7"
            onInput={(event) => change({ text: event.currentTarget.value })}
          />
        </label>
        <Choice
          label="Method"
          value={filter.method}
          options={[ALL, ...methods]}
          choose={(method) => change({ method })}
        />
        <Choice
          label="Role"
          value={filter.role}
          options={[ALL, ...roles]}
          choose={(role) => change({ role })}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={filter.intactOnly}
            onChange={(event) => change({ intactOnly: event.currentTarget.checked })}
          />
          within the damage budget
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={filter.chosenOnly}
            onChange={(event) => change({ chosenOnly: event.currentTarget.checked })}
          />
          chosen by selection
        </label>
        <button
          type="button"
          class="file"
          onClick={() => download('arms.csv', new Blob([tableCsv(armTable(rows))], { type: 'text/csv' }))}
        >
          CSV
        </button>
      </div>
      <p class="count" role="status">
        {rows.length} of {data.arms.length} arms
      </p>
      <section class="scroll arms" tabIndex={0} aria-label="Arms on the test split">
        <table>
          <thead>
            <tr>
              {ARM_COLUMNS.map(({ key, heading, describes }) => (
                <th
                  key={key}
                  class={key}
                  scope="col"
                  aria-sort={order.key === key ? (order.descending ? 'descending' : 'ascending') : 'none'}
                >
                  <button
                    type="button"
                    title={describes}
                    onClick={() =>
                      setOrder({ key, descending: order.key === key ? !order.descending : key !== 'id' })
                    }
                  >
                    {heading}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((arm) => (
              <tr key={arm.id} class={arm.id === selection.arm ? 'chosen-row' : undefined}>
                {ARM_COLUMNS.map((each) => (
                  <ArmCell
                    key={each.key}
                    arm={arm}
                    words={armInWords(arm, data.titles)}
                    column={each}
                    chosen={arm.id === selection.arm}
                    choose={() =>
                      select({ arm: arm.id, ...(arm.layer === null ? {} : { layer: arm.layer }) })
                    }
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function ArmCell(props: {
  readonly arm: PageArm;
  /** Its name spelt out. */
  readonly words: string;
  readonly column: ArmColumn;
  readonly chosen: boolean;
  readonly choose: () => void;
}): VNode {
  const { arm, words, column, chosen, choose } = props;
  if (column.kind === 'name')
    return (
      <th scope="row">
        <button type="button" class="arm" title={words} aria-pressed={chosen} onClick={choose}>
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
  if (column.kind === 'rate') return <RateCell rate={column.rate(arm)} bar={column.key === 'success'} />;
  if (column.kind === 'estimate') {
    const [value, range] = formatPageEstimate(column.estimate(arm)).split(' [');
    return (
      <td class="number" title={`n = ${column.estimate(arm)[1]}`}>
        {value}
        {range !== undefined && <span class="bounds"> [{range}</span>}
      </td>
    );
  }
  return <td class={column.key}>{column.text(arm)}</td>;
}

function RateCell({ rate, bar }: { readonly rate: PageRate; readonly bar: boolean }): VNode {
  const [k, n, low, high] = rate;
  if (n === 0) return <td class="number">n/a</td>;
  return (
    <td class="number">
      {bar && low !== null && high !== null && (
        <svg class="interval" width="84" height="14" viewBox="0 0 84 14" aria-hidden="true">
          <line class="track" x1="2" x2="82" y1="7" y2="7" />
          <line class="range" x1={2 + 80 * low} x2={2 + 80 * high} y1="7" y2="7" />
          <circle cx={2 + (80 * k) / n} cy="7" r="3.2" />
        </svg>
      )}
      <span class="rate">
        {k}/{n}
      </span>{' '}
      {formatPercent(k / n)}
      {low !== null && high !== null && <span class="bounds">{formatPercentInterval([low, high])}</span>}
    </td>
  );
}
