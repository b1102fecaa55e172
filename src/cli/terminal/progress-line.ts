import { formatProgress } from '../../wording/format-percent.ts';

/** How far a stage is, as its line shows it. */
export interface StageProgress {
  /** `generate`. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** What is counted: `prompts`. */
  readonly unit: string;
  /** `3 min left`, or `starting`. */
  readonly remaining: string;
  /** The best result so far, where there is such a thing. */
  readonly best?: string;
  /** What has just been done. */
  readonly label?: string;
}

const LONGEST_BAR = 24;
const SHORTEST_BAR = 8;

/** One line of at most `columns` characters: what matters least is left out first, the bar has what room remains. */
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
