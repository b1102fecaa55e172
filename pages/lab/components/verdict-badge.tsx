import type { Verdict } from '../../../src/laboratory/verdict.ts';
import { verdictWords } from '../verdict-words.ts';

/** Outcome of an answer: a colour and words for it. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { tone, label, detail } = verdictWords(verdict);
  return (
    <span class="verdict">
      <span class={`badge tone-${tone}`}>{label}</span>
      {detail !== '' && <span class="verdict-detail">{detail}</span>}
    </span>
  );
}
