import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { PagePrompts } from '../../../../src/results/prompt-outcomes.ts';
import { FlipShape } from '../chart/flip-shape.tsx';
import { FLIP_KINDS, type Flip, flipsOf, OUTCOME_WORDS } from '../text/flips-of.ts';
import { setWord } from '../text/set-word.ts';

const ACROSS = 25;
const CELL = 12;

const WORDS: Readonly<Record<Flip['kind'], string>> = {
  gained: 'answered under this arm only',
  lost: 'answered by the unattacked model only',
  both: 'answered under both',
  changed: 'changed, not answered',
  same: 'unchanged, not answered',
};

/** An arm prompt by prompt: how often each outcome, beside the unattacked model's, and what changed of which prompt. */
export function ArmOutcomes({ id, prompts }: { readonly id: string; readonly prompts: PagePrompts }): VNode {
  const [open, setOpen] = useState(false);
  const count = (arm: string, letter: string): number => prompts.outcomes[arm].split(letter).length - 1;
  const letters = Object.keys(OUTCOME_WORDS).filter(
    (letter) => count(id, letter) + count('baseline', letter) > 0,
  );
  const flips = flipsOf(prompts, 'baseline', id);
  const changed = flips.filter(({ a, b }) => a !== b);
  const name = `${setWord(prompts.set)} requests, n = ${prompts.ids.length}`;
  return (
    <div class="outcomes">
      <table>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            {id !== 'baseline' && <th scope="col">unattacked</th>}
            <th scope="col">{id === 'baseline' ? 'unattacked' : 'this arm'}</th>
          </tr>
        </thead>
        <tbody>
          {letters.map((letter) => (
            <tr key={letter}>
              <th scope="row">{OUTCOME_WORDS[letter]}</th>
              {id !== 'baseline' && <td class="number">{count('baseline', letter)}</td>}
              <td class="number">{count(id, letter)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {id !== 'baseline' && <Squares flips={flips} />}
      {changed.length > 0 && (
        <details onToggle={(event) => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
          <summary>
            {changed.length} of {flips.length} change
          </summary>
          {open && (
            <ul>
              {changed.map(({ id: prompt, a, b }) => (
                <li key={prompt}>
                  <code>{prompt}</code> {OUTCOME_WORDS[a] ?? a} → {OUTCOME_WORDS[b] ?? b}
                </li>
              ))}
            </ul>
          )}
        </details>
      )}
    </div>
  );
}

/** A square per prompt, in the order of the prompts, with what each kind means. */
function Squares({ flips }: { readonly flips: readonly Flip[] }): VNode {
  const rows = Math.ceil(flips.length / ACROSS);
  const kinds = FLIP_KINDS.map(({ kind }) => ({
    kind,
    count: flips.filter((flip) => flip.kind === kind).length,
  })).filter(({ count }) => count > 0);
  return (
    <>
      <svg
        class="squares"
        viewBox={`0 0 ${ACROSS * CELL} ${rows * CELL}`}
        width={ACROSS * CELL}
        height={rows * CELL}
        role="img"
        aria-label={kinds.map(({ kind, count }) => `${count} ${WORDS[kind]}`).join(', ')}
      >
        {flips.map(({ id, kind }, i) => (
          <g
            key={id}
            transform={`translate(${(i % ACROSS) * CELL + CELL / 2},${Math.floor(i / ACROSS) * CELL + CELL / 2}) scale(.8)`}
          >
            <FlipShape kind={kind} />
          </g>
        ))}
      </svg>
      <p class="flip-key">
        {kinds.map(({ kind, count }) => (
          <span key={kind}>
            <svg width="13" height="13" viewBox="-7 -7 14 14" aria-hidden="true">
              <FlipShape kind={kind} />
            </svg>
            {count} {WORDS[kind]}
          </span>
        ))}
      </p>
    </>
  );
}
