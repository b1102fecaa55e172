import { cellText } from './cell-text.ts';
import type { DatasetShape } from './dataset-shape.ts';
import { PromptError } from './prompt-error.ts';
import type { PromptRow } from './prompt-table.ts';

/** The style of questions that are written plainly; the others are mutations of them with the same numbers. */
const PLAIN_STYLE = 'base';

/** SORRY-Bench: questions as lists of turns, of which each has one, in a base style and mutations of it. */
export const SORRY_BENCH_SHAPE: DatasetShape = {
  name: 'sorry-bench',
  columns: ['question_id', 'category', 'turns'],
  fields: { prompt: 'turns', category: 'category' },
  prompt: onlyTurn,
  id: (row) => {
    const number = cellText(row, 'question_id');
    const style = cellText(row, 'prompt_style');
    return style === undefined || style === PLAIN_STYLE || number === undefined
      ? number
      : `${number}-${style}`;
  },
  kind: 'harmful',
};

function onlyTurn(row: PromptRow): string | undefined {
  const { turns } = row.cells;
  if (!Array.isArray(turns)) return cellText(row, 'turns');
  if (turns.length !== 1)
    throw new PromptError(
      row.where,
      `column turns holds ${turns.length} turns`,
      'Only questions of one turn can be asked here.',
    );
  return cellText({ ...row, cells: { turns: turns[0] } }, 'turns');
}
