import type { SweepCell } from '../../../src/laboratory/experiment.ts';
import { formatAsGiven } from '../../../src/wording/format-as-given.ts';
import { verdictWords } from '../verdict-words.ts';

/** Above a slider: the outcome of the request at each of its values, and below that the outcome of its harmless twin. */
export function OutcomeTrack(props: {
  readonly what: string;
  readonly values: readonly number[];
  readonly lowest: number;
  readonly highest: number;
  readonly current: number;
  readonly cells: ReadonlyMap<number, SweepCell>;
  readonly onPick: (value: number) => void;
}) {
  const { what, values, lowest, highest, current, cells, onPick } = props;
  const share = (value: number): number => (value - lowest) / (highest - lowest || 1);
  return (
    <div class="track" style={{ '--cells': values.length - 1 || 1 }}>
      {values.map((value) => {
        const cell = cells.get(value);
        const words = cell && verdictWords(cell.verdict);
        const twin = cell?.twin && verdictWords(cell.twin);
        const title = words
          ? `${what} ${formatAsGiven(value)}: ${words.label}${twin ? `; harmless twin: ${twin.label}` : ''}`
          : `${what} ${formatAsGiven(value)}: not run yet`;
        return (
          <button
            key={value}
            type="button"
            class={`cell ${value === current ? 'current' : ''}`}
            // The slider below offers the same to the keyboard; the text after it says the same to a screen reader.
            tabIndex={-1}
            aria-label={title}
            title={title}
            style={{ '--at': share(value) }}
            onClick={() => onPick(value)}
          >
            <span class={`outcome tone-${words?.tone ?? 'unknown'}`} />
            {twin && <span class={`twin-outcome tone-${twin.tone}`} />}
          </button>
        );
      })}
    </div>
  );
}
