import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { PageStages } from '../../../../src/report/page/page-data.ts';
import { formatNumber } from '../../../../src/wording/format-number.ts';
import { formatPageEstimate } from '../text/format-page-estimate.ts';
import { formatPageRate } from '../text/format-page-rate.ts';

const HEADINGS = [
  'arm',
  'reached',
  'why it left',
  'refusal score, nats',
  'KL1, nats',
  'unrefused in short',
  'KL, nats per token',
];
const NONE = '–';

/** The arms that left before the test split, behind a summary that opens them. None of it is success. */
export function StageTable({ left }: { readonly left: PageStages['left'] }): VNode {
  const [open, setOpen] = useState(false);
  return (
    <details
      class="numbers stages"
      onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>The {left.length} arms that left before the test split</summary>
      <section class="scroll" tabIndex={0} aria-label="Arms that left before the test split">
        {open && (
          <table>
            <thead>
              <tr>
                {HEADINGS.map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {left.map(({ id, reached, why, score, kl1, unrefused, kl }) => (
                <tr key={id}>
                  <th scope="row">{id}</th>
                  <td>{reached}</td>
                  <td>{why}</td>
                  <td class="number">{score ? formatPageEstimate(score) : NONE}</td>
                  <td class="number">{kl1 ? formatPageEstimate(kl1) : NONE}</td>
                  <td class="number">{unrefused ? formatPageRate(unrefused) : NONE}</td>
                  <td class="number">{kl === null ? NONE : formatNumber(kl)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </details>
  );
}
