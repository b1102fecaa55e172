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

/** One line of at most `columns` characters: the least important part is dropped first, the bar gets the rest. */
export function progressLine(progress: StageProgress, columns = Number.POSITIVE_INFINITY): string {
  const { stage, done, total, unit, remaining, best, label } = progress;
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const head = `${stage} ${formatProgress(share)}`;
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
  const room = Math.min(LONGEST_BAR, columns - line.length - 1);
  if (Number.isFinite(columns) && room >= SHORTEST_BAR) {
    const full = Math.round(room * share);
    line = `${stage} ${'█'.repeat(full)}${'░'.repeat(room - full)} ${line.slice(stage.length + 1)}`;
  }
  return line.slice(0, Math.max(0, columns));
}
