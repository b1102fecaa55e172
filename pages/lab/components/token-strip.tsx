import { useRef } from 'preact/hooks';
import type { AnswerToken } from '../../../src/laboratory/experiment.ts';
import { formatNumber } from '../../../src/wording/format-number.ts';
import { formatPercent } from '../../../src/wording/format-percent.ts';

/** Divergence at which a token is marked most strongly, nats. */
const STRONG = 3;

/**
 * Tokens of an answer as buttons, arrow keys move between them. Two bars under each: its probability under the unattacked and the
 * intervened model; a tint for the divergence of their distributions there.
 */
export function TokenStrip(props: {
  readonly label: string;
  readonly tokens: readonly AnswerToken[];
  readonly flipsAt: number | null;
  readonly step: number | null;
  readonly onStep: (step: number) => void;
}) {
  const { label, tokens, flipsAt, step, onStep } = props;
  const strip = useRef<HTMLFieldSetElement>(null);
  const move = (event: KeyboardEvent): void => {
    const from = step ?? 0;
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: tokens.length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= tokens.length) return;
    event.preventDefault();
    onStep(to);
    (strip.current?.children[to] as HTMLElement | undefined)?.focus();
  };
  return (
    <fieldset class="tokens" aria-label={label} ref={strip} onKeyDown={move}>
      {tokens.map((token, index) => {
        const special = /^<\|.*\|>$/.test(token.piece);
        const text = special ? 'end' : shownPiece(token.piece);
        const spaced = index > 0 && !special && token.piece.startsWith(' ');
        const title = `unattacked ${formatPercent(token.plain)}, intervened ${formatPercent(token.intervened)}, divergence ${formatNumber(token.divergence)} nats`;
        return (
          <button
            key={index}
            type="button"
            class={`token ${special ? 'special' : ''} ${spaced ? 'spaced' : ''} ${index === step ? 'looked-at' : ''} ${index === flipsAt ? 'flip' : ''}`}
            style={{ '--tint': Math.min(1, token.divergence / STRONG), '--order': index }}
            tabIndex={index === (step ?? 0) ? 0 : -1}
            aria-pressed={index === step}
            aria-label={`${text}: ${title}${index === flipsAt ? '; first different token' : ''}`}
            title={title}
            onClick={() => onStep(index)}
          >
            <span class="piece">{text}</span>
            <span class="bar plain" style={{ '--p': token.plain }} />
            <span class="bar intervened" style={{ '--p': token.intervened }} />
          </button>
        );
      })}
    </fieldset>
  );
}

/** A space before a word is shown as a gap, not as a part of the button. */
function shownPiece(piece: string): string {
  const text = piece.replace(/\n/g, '⏎').replace(/^ (?=\S)/, '');
  return text.trim() === '' ? '␣' : text;
}
