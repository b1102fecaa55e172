import { type ExplainRequest, explainPrompt } from '../../../audit/explain/explain-prompt.ts';
import { listPrompts } from '../../../audit/explain/list-prompts.ts';
import { formatExplanation } from '../../../report/terminal/format-explanation.ts';
import { formatPromptList } from '../../../report/terminal/format-prompt-list.ts';
import { withListeners } from '../../terminal/verb-listeners.ts';

/** `explain`: one prompt, or without `promptId` the list of all. */
export async function performExplain({
  promptId,
  json,
  ...request
}: Omit<ExplainRequest, 'promptId'> & {
  readonly promptId?: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const print = (value: object, text: () => string): void => {
    process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : text());
  };
  if (promptId === undefined) {
    const listing = await listPrompts(request.run);
    print(listing, () => formatPromptList(listing, request.run));
    return;
  }
  const { explanation, prompt } = await withListeners(request.signal, (listeners) =>
    explainPrompt({ ...request, promptId, ...listeners }),
  );
  print(explanation, () => formatExplanation(explanation, prompt));
}
