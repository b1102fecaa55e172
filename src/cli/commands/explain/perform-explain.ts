import { type ExplainRequest, explainPrompt } from '../../../audit/explain/explain-prompt.ts';
import { formatExplanation } from '../../../report/terminal/format-explanation.ts';
import { withListeners } from '../../terminal/verb-listeners.ts';

/** `explain`. */
export async function performExplain(
  request: ExplainRequest & { readonly json: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { explanation, prompt } = await withListeners(request.signal, (listeners) =>
    explainPrompt({ ...request, ...listeners }),
  );
  process.stdout.write(
    request.json ? `${JSON.stringify(explanation, null, 2)}\n` : formatExplanation(explanation, prompt),
  );
}
