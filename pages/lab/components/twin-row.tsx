import type { TwinExperiment } from '../../../src/laboratory/experiment.ts';
import { formatNumber } from '../../../src/wording/format-number.ts';
import { VerdictBadge } from './verdict-badge.tsx';

/** Effect of the same intervention on the harmless twin: the cost beside the success. */
export function TwinRow({ twin }: { readonly twin: TwinExperiment }) {
  const { prompt, plain, intervened, divergence } = twin;
  return (
    <section class="twin" aria-labelledby="twin-title">
      <h3 id="twin-title">
        Its harmless twin <span class="quiet">what the intervention costs</span>
      </h3>
      <p class="twin-prompt">{prompt}</p>
      <dl>
        <div>
          <dt>Unattacked</dt>
          <dd>
            <VerdictBadge verdict={plain.verdict} />
            <p class="twin-answer">{plain.text}</p>
          </dd>
        </div>
        <div>
          <dt>Intervened</dt>
          <dd>
            <VerdictBadge verdict={intervened.verdict} />
            <p class="twin-answer">{intervened.text}</p>
          </dd>
        </div>
      </dl>
      <p class="quiet">Divergence {formatNumber(divergence)} nats per token along its unattacked answer.</p>
    </section>
  );
}
