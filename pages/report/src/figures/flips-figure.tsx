import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ReportPage } from '../../../../src/report/page/page-data.ts';
import type { PagePrompts } from '../../../../src/results/prompt-outcomes.ts';
import { FlipShape } from '../chart/flip-shape.tsx';
import { Frame } from '../chart/frame.tsx';
import { type Mark, Marks } from '../chart/marks.tsx';
import { Choice } from '../parts/choice.tsx';
import { FigureCard } from '../parts/figure-card.tsx';
import { useSelection } from '../state/use-selection.ts';
import { FLIP_KINDS, type Flip, flipsOf, OUTCOME_WORDS } from '../text/flips-of.ts';
import { setWord } from '../text/set-word.ts';

const CELL = 17;

/** Two arms on the same prompts, one square each. */
export function FlipsFigure({ data }: { readonly data: ReportPage }): VNode {
  const { selection, select } = useSelection();
  const [set, setSet] = useState(data.prompts[0].set);
  const prompts = data.prompts.find((each) => each.set === set)!;
  const known = Object.keys(prompts.outcomes);
  const chosen = data.arms.filter((arm) => arm.chosen).map(({ id }) => id);
  const strongest = chosen.find((id) => id.startsWith('pca-ot@')) ?? chosen[0] ?? known[0];
  const pick = (id: string | null, otherwise: string): string =>
    id !== null && known.includes(id) ? id : known.includes(otherwise) ? otherwise : known[0];
  const first = pick(selection.versus, 'baseline');
  const second = pick(selection.arm, strongest);
  const flips = flipsOf(prompts, first, second);
  const count = (kind: Flip['kind']): number => flips.filter((flip) => flip.kind === kind).length;
  return (
    <FigureCard
      name="flips"
      title={`Prompt by prompt: ${first} against ${second}`}
      controls={
        <>
          <Choice
            label="Requests"
            value={setWord(set)}
            options={data.prompts.map((each) => setWord(each.set))}
            choose={(word) => setSet(data.prompts.find((each) => setWord(each.set) === word)!.set)}
          />
          <Choice label="A" value={first} options={known} choose={(versus) => select({ versus })} />
          <Choice label="B" value={second} options={known} choose={(arm) => select({ arm })} />
        </>
      }
      caption={
        <>
          <span class="flip-key">
            {FLIP_KINDS.map(({ kind, words }) => (
              <span key={kind}>
                <svg width="13" height="13" viewBox="-7 -7 14 14" aria-hidden="true">
                  <FlipShape kind={kind} />
                </svg>
                {count(kind)} {words}
              </span>
            ))}
          </span>{' '}
          Of {flips.length} {setWord(set)} test requests. Requests are shown by id only;{' '}
          <code>refusal-lab explain RUN ID</code> regenerates the text.
        </>
      }
      table={{
        columns: ['id', `A_${first}`, `B_${second}`, 'change'],
        rows: flips.map(({ id, a, b, kind }) => [id, OUTCOME_WORDS[a] ?? a, OUTCOME_WORDS[b] ?? b, kind]),
      }}
    >
      {(width) => <Squares {...{ flips, width, prompts }} />}
    </FigureCard>
  );
}

function Squares({
  flips,
  width,
}: {
  readonly flips: readonly Flip[];
  readonly width: number;
  readonly prompts: PagePrompts;
}): VNode {
  const across = Math.max(1, Math.floor(width / CELL));
  const height = Math.ceil(flips.length / across) * CELL + 4;
  const marks = flips.map(
    ({ id, a, b, kind }, i): Mark => ({
      key: id,
      x: (i % across) * CELL + CELL / 2,
      y: Math.floor(i / across) * CELL + CELL / 2 + 2,
      row: Math.floor(i / across),
      label: `${id}: ${OUTCOME_WORDS[a] ?? a} under A, ${OUTCOME_WORDS[b] ?? b} under B`,
      shape: <FlipShape kind={kind} />,
    }),
  );
  return (
    <Frame width={width} height={height} label="A square for each request">
      <Marks name="Requests" marks={marks} />
    </Frame>
  );
}
