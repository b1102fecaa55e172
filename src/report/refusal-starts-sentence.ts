import type { Results } from '../results/results.ts';

/** Which tokens the refusal score counts, where they were inferred; nothing where they were given. */
export function refusalStartsSentence({ protocol }: Pick<Results, 'protocol'>): string[] {
  const { refusalStarts } = protocol;
  if (refusalStarts === undefined) return [];
  const { inferred, refusals, answers, starts } = refusalStarts;
  const listed = starts.map(
    ({ text, refusals: begun, answers: others }) =>
      `${JSON.stringify(text)} (${begun} of ${refusals} refusals, ${others} of ${answers} answers)`,
  );
  const said = `Refusal starts, for the refusal score by which rfa and som choose: ${listed.join(', ')}`;
  return [
    inferred
      ? `${said}: inferred from the unattacked model on the selection prompts.`
      : `${said}: the default words. Its ${refusals} refusals are too few to infer them from, or begin like its answers; --refusal-starts gives them.`,
  ];
}
