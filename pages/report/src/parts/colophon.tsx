import type { VNode } from 'preact';
import type { ReportPage } from '../../../../src/report/page/page-data.ts';

/** The foot: paper, tool, version, command, date. */
export function Colophon({ data }: { readonly data: ReportPage }): VNode {
  const { made, command } = data;
  return (
    <footer>
      <p>
        Made by refusal-lab{made && ` ${made.version}`}
        {made?.date && ` on ${made.date}`}: <code>{command}</code>
      </p>
      <p>
        The method and the claims:{' '}
        <a href="https://arxiv.org/abs/2603.04355">
          <cite>Efficient Refusal Ablation in LLM through Optimal Transport</cite>, arXiv 2603.04355
        </a>
        .
      </p>
    </footer>
  );
}
