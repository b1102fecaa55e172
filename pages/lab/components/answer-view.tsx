import type { Answer } from '../../../src/laboratory/experiment.ts';
import { TokenStrip } from './token-strip.tsx';
import { VerdictBadge } from './verdict-badge.tsx';

/** One model's answer, token by token. */
export function AnswerView(props: {
  readonly title: string;
  readonly sub: string;
  readonly answer: Answer;
  readonly flipsAt: number | null;
  /** The selected token; null while it belongs to the other answer. */
  readonly step: number | null;
  readonly onStep: (step: number) => void;
}) {
  const { title, sub, answer, flipsAt, step, onStep } = props;
  return (
    <article class="answer">
      <header>
        <h3>
          {title} <span class="quiet">{sub}</span>
        </h3>
        <VerdictBadge verdict={answer.verdict} />
      </header>
      <TokenStrip
        label={`${title}: tokens`}
        tokens={answer.tokens}
        flipsAt={flipsAt}
        step={step}
        onStep={onStep}
      />
    </article>
  );
}
