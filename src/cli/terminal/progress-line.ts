import { formatProgress } from '../../wording/format-percent.ts';

/** State of a stage for its progress line. */
export interface StageProgress {
  /** `generate`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** The unit counted: `prompts`. */
  readonly unit: string;
  /** `3 min left`, or `starting`. */
  readonly remaining: string;
  /** The best result so far, if there is one. */
  readonly best?: string;
  /** The item just finished. */
  readonly label?: string;
}

const LONGEST_BAR = 24;
const SHORTEST_BAR = 8;
/** Share of the line that the bar takes: a fixed one, so that its ends stand still while the text behind it changes. */
const BAR_SHARE = 1 / 5;

/** One line of at most `columns` characters: a bar of a fixed width where there is room for one, and of the parts behind it the least important are dropped. */
export function progressLine(progress: StageProgress, columns = Number.POSITIVE_INFINITY): string {
  const { stage, done, total, unit, remaining, best, label } = progress;
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const width = Number.isFinite(columns) ? Math.min(LONGEST_BAR, Math.floor(columns * BAR_SHARE)) : 0;
  const full = Math.round(width * share);
  const bar = width < SHORTEST_BAR ? '' : `${'█'.repeat(full)}${'░'.repeat(width - full)} `;
  const head = `${stage} ${bar}${formatProgress(share)}`;
  const parts = [
    remaining,
    `${Math.floor(done)}/${Math.ceil(total)} ${unit}`,
    ...(best ? [best] : []),
    ...(label ? [label] : []),
  ];
  let line = head;
  for (const part of parts) {
    const longer = `${line} | ${part}`;
    if (longer.length > columns) break;
    line = longer;
  }
  return line.slice(0, Math.max(0, columns));
}
