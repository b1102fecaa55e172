import { chatPrompts } from '../chat-prompts.js';
import { timed } from '../interleave.js';

const ROWS = [8, 16, 32, 64, 128];
const NEW_TOKENS = 32;

/** Cost of a row in a larger batch: an upper bound on the gain of arms that share a batch (decision 0020). */
export async function rowsJob({ checkpoint, openEngine }) {
  const engine = await openEngine(checkpoint, { decodeRows: Math.max(...ROWS), maxRows: Math.max(...ROWS) });
  const { vocabularySize } = checkpoint.config;
  const contenders = ROWS.map((rows) => {
    const sequences = chatPrompts(rows, vocabularySize, 2);
    const run = (maxNewTokens) => engine.generate({ sequences, maxNewTokens, stopTokenIds: [] });
    return {
      name: `${rows} rows`,
      // Decoding alone: the first token comes with the prompts.
      run: async () => {
        const first = await timed(() => run(1));
        const all = await timed(() => run(1 + NEW_TOKENS));
        return { wall: all.wall - first.wall, cpu: all.cpu - first.cpu };
      },
    };
  });
  return {
    title: `rows: ${NEW_TOKENS} decoding steps with more rows in a batch`,
    contenders,
    agreement: () => [],
    facts: (measured) =>
      measured.map(({ name, wall }, i) => {
        const each = wall.map((seconds) => (1000 * seconds) / (NEW_TOKENS * ROWS[i])).sort((a, b) => a - b);
        return `${name}: ${each[each.length >> 1].toFixed(2)} ms per token (${each[0].toFixed(2)}–${each.at(-1).toFixed(2)})`;
      }),
    close: () => engine.dispose(),
  };
}
