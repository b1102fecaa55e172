import type { VNode } from 'preact';
import type { PageFigure, ReportPage } from '../../../../src/report/page/page-data.ts';
import { VerdictFigure } from '../figures/verdict-figure.tsx';
import { Breakable } from '../text/breakable.tsx';
import { Prose } from '../text/prose.tsx';
import { Term } from './term.tsx';

/** The first screen: one sentence, one figure, three numbers; the rest folded. */
export function Headline({ data }: { readonly data: ReportPage }): VNode {
  const [first = data.title, ...others] = data.headline;
  return (
    <section class="headline" id="verdict" aria-label="Verdict">
      <p class="kicker">{data.title}</p>
      {data.notices.map((notice) => (
        <p key={notice} class="standfirst warning">
          <Prose text={notice} />
        </p>
      ))}
      <h1>
        <Prose text={first} />
      </h1>
      <KeyFigures figures={data.keyFigures} />
      {data.series.length > 0 && data.strongest !== null && <VerdictFigure data={data} />}
      <p class="quiet">
        In brackets: <Term of="interval">95% confidence intervals</Term>. What is{' '}
        <Term of="success">attack success</Term>, <Term of="damage">damage</Term>, a{' '}
        <Term of="control">control</Term>, a <Term of="selected">selected attack</Term>?
      </p>
      <details class="more">
        <summary>The same in sentences, the worst case, robustness</summary>
        {others.map((sentence) => (
          <p key={sentence} class="standfirst">
            <Prose text={sentence} />
          </p>
        ))}
        <KeyFigures figures={data.furtherFigures} />
      </details>
    </section>
  );
}

function KeyFigures({ figures }: { readonly figures: readonly PageFigure[] }): VNode {
  return (
    <dl class="key-figures">
      {figures.map(({ label, value, interval, note }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <span class="value">{value}</span>
            {interval !== '' && <span class="interval">[{interval}]</span>}
            <span class="note">
              <Breakable text={note} />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
