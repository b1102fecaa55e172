import type { Candidate } from '../../../src/laboratory/experiment.ts';
import { formatPercent } from '../../../src/wording/format-percent.ts';

/** The likeliest next tokens of both models, side by side. */
export function CandidateList(props: {
  readonly candidates: readonly Candidate[];
  /** The token that the answer has here. */
  readonly taken: number;
}) {
  const { candidates, taken } = props;
  return (
    <table class="candidates">
      <thead>
        <tr>
          <th scope="col">Next token</th>
          <th scope="col">Unattacked</th>
          <th scope="col">Intervened</th>
        </tr>
      </thead>
      <tbody>
        {candidates.map(({ id, piece, plain, intervened }) => (
          <tr key={id} class={id === taken ? 'taken' : ''}>
            <th scope="row">
              <code>{piece.replace(/\n/g, '⏎')}</code>
            </th>
            {[
              { name: 'plain', share: plain },
              { name: 'intervened', share: intervened },
            ].map(({ name, share }) => (
              <td key={name}>
                <span class={`meter ${name}`} style={{ '--p': share }} aria-hidden="true" />
                <span class="number">{formatPercent(share)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
