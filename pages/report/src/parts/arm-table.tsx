import type { VNode } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { armInWords } from '../../../../src/report/arm-in-words.ts';
import type { ReportPage } from '../../../../src/report/page/page-data.ts';
import { useSelection } from '../state/use-selection.ts';
import { ArmCells, HeadCells } from './arm-cells.tsx';
import { ARM_COLUMNS } from './arm-columns.ts';
import { armTable } from './arm-csv.ts';
import { Choice } from './choice.tsx';
import { commonN } from './common-n.ts';
import { download } from './download.ts';
import { type ArmFilter, filterArms, NO_FILTER } from './filter-arms.ts';
import { sortArms } from './sort-arms.ts';
import { tableCsv } from './table-csv.ts';
import { useCutOff } from './use-cut-off.ts';

const ALL = { value: '', text: 'all' };

/** Every arm, to be sorted by any column and filtered. */
export function ArmTable({ data }: { readonly data: ReportPage }): VNode {
  const { selection, openArm } = useSelection();
  const scroller = useRef<HTMLElement>(null);
  const cut = useCutOff(scroller);
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
        <span class="cut-hint" aria-hidden="true">
          {cut ? 'more columns →' : ''}
        </span>
      </p>
      <div class={cut ? 'arms-frame cut' : 'arms-frame'}>
        <section ref={scroller} class="scroll arms" tabIndex={0} aria-label="Arms on the test split">
          <table>
            <thead>
              <tr>
                {ARM_COLUMNS.map((each) => (
                  <HeadCells
                    key={each.key}
                    column={each}
                    n={commonN(data.arms, each)}
                    order={order.key === each.key ? (order.descending ? 'descending' : 'ascending') : 'none'}
                    sort={() =>
                      setOrder({
                        key: each.key,
                        descending: order.key === each.key ? !order.descending : each.key !== 'id',
                      })
                    }
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((arm) => (
                <tr key={arm.id} class={arm.id === selection.arm ? 'chosen-row' : undefined}>
                  {ARM_COLUMNS.map((each) => (
                    <ArmCells
                      key={each.key}
                      arm={arm}
                      words={armInWords(arm, data.titles)}
                      column={each}
                      n={commonN(data.arms, each)}
                      chosen={arm.id === selection.arm}
                      choose={() => openArm(arm)}
                    />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    </div>
  );
}
