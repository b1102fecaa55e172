import type { Results } from '../results/results.ts';

const WHERE = {
  'open turn': 'in an open turn, without a thought',
  'open thought': 'in a thought that was begun',
  'empty thought': 'behind an empty thought',
} as const;

/** How the chat template was rendered and where the last prompt token lies; none where it knows no thoughts and nothing was set. */
export function templateSentence({ protocol }: Pick<Results, 'protocol'>): string[] {
  const { thinking, templateOptions = {}, generationPrompt } = protocol;
  const set = Object.entries(templateOptions).map(([name, value]) => `${name}=${value}`);
  const parts = [
    ...(thinking ? [`thinking ${thinking}`] : []),
    ...(set.length > 0 ? [set.join(', ')] : []),
    ...(generationPrompt
      ? [
          `prompts end ${WHERE[generationPrompt.end]} (${JSON.stringify(generationPrompt.text)}), so the last prompt token is ${JSON.stringify(generationPrompt.last)}`,
        ]
      : []),
  ];
  return parts.length === 0 ? [] : [parts.join('; ')];
}
