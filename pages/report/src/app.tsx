import type { VNode } from 'preact';
import type { PageData } from '../../../src/report/page/page-data.ts';
import { ComparisonView } from './comparison-view.tsx';
import { ReportView } from './report-view.tsx';
import { SelectionContext, useSelectionState } from './state/use-selection.ts';

/** The page of whatever its data are of. */
export function App({ data }: { readonly data: PageData }): VNode {
  const control = useSelectionState();
  return (
    <SelectionContext.Provider value={control}>
      {data.kind === 'report' ? <ReportView data={data} /> : <ComparisonView data={data} />}
    </SelectionContext.Provider>
  );
}
