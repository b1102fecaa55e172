import type { VNode } from 'preact';
import type { ReportPage } from '../../../../src/report/page/page-data.ts';
import { Breakable } from '../text/breakable.tsx';
import { Prose } from '../text/prose.tsx';

/** The verdict and the handful of numbers behind it. */
export function Headline({ data }: { readonly data: ReportPage }): VNode {
  const [first = data.title, ...others] = data.headline;
  return (
    <section class="headline" id="verdict" aria-label="Verdict">
      <p class="kicker">{data.title}</p>
      <h1>
        <Prose text={first} />
      </h1>
      {others.map((sentence) => (
        <p key={sentence} class="standfirst">
          <Prose text={sentence} />
        </p>
      ))}
      <dl class="key-figures">
        {data.keyFigures.map(({ label, value, interval, note }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <span class="value">{value}</span>
              {interval !== '' && <span class="interval">{interval}</span>}
              <span class="note">
                <Breakable text={note} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
