import type { Precision } from '../../../checkpoint/precision/precision.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { encodeQuestion, LETTER_CONTEXT, TEXT_CONTEXT } from '../../../metrics/encode-question.ts';
import { choiceAccuracy } from '../../../metrics/multiple-choice.ts';
import { readChoiceQuestions } from '../../../metrics/read-choice-questions.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { precisionField } from '../../../stages/model/precision-field.ts';
import { withEngine } from '../../../stages/model/with-engine.ts';
import { readIntervention } from '../../../stages/run/read-intervention.ts';
import { formatRate } from '../../../wording/format-rate.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { reportProgress } from '../../terminal/report-progress.ts';

/** `choices`, with the questions read and encoded before the model is loaded. */
export async function performChoices(request: {
  readonly model: string;
  readonly questions: string;
  readonly answerWith: 'text' | 'letter';
  readonly template?: string;
  readonly chat: boolean;
  readonly intervention?: string;
  readonly precision?: Precision;
  readonly threads?: number;
  readonly provider?: ProviderChoice;
  readonly memory?: number;
  readonly json: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { answerWith: continuation, chat, signal } = request;
  const checkpoint = await openModel(request.model, signal, request);
  const attack =
    request.intervention === undefined
      ? {}
      : { intervention: readIntervention(request.intervention, checkpoint).intervention };
  const context =
    request.template?.replaceAll('\\n', '\n') ?? (continuation === 'letter' ? LETTER_CONTEXT : TEXT_CONTEXT);
  const questions = readChoiceQuestions(request.questions).map((question) =>
    encodeQuestion(question, checkpoint, { context, continuation, chat }),
  );
  const { maxPositions, slidingWindow } = checkpoint.config;
  const found = await reportProgress('choices', 'questions', (onProgress) =>
    withEngine(checkpoint, { ...request, preparation: reportPreparation() }, (engine) =>
      choiceAccuracy(engine, questions, {
        positions: Math.min(maxPositions, slidingWindow ?? Number.POSITIVE_INFINITY),
        signal,
        onProgress,
        ...attack,
      }),
    ),
  );
  const { accuracy, accuracyPerCharacter, accuracyPerByte } = found;
  process.stdout.write(
    request.json
      ? `${JSON.stringify({
          model: checkpoint.name,
          ...precisionField(checkpoint),
          questionsFile: request.questions,
          intervention: request.intervention ?? null,
          template: { context, continuation, chat },
          ...found,
        })}\n`
      : `${modelLabel(checkpoint)}: acc ${formatRate(accuracy)}, acc_norm ${formatRate(accuracyPerCharacter)} (by characters), acc_bytes ${formatRate(accuracyPerByte)}\n`,
  );
}
