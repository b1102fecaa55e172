import type { Results } from '../../results/results.ts';
import { ownMethodFacts } from '../own-method-facts.ts';
import { refusalStartsSentence } from '../refusal-starts-sentence.ts';
import { templateSentence } from '../template-sentence.ts';
import { markdownTable } from './markdown-table.ts';

/** Everything that decides the numbers: model, seed, precision, conventions, rules, and the prompts with their hashes. */
export function markdownProtocol(results: Results): string {
  const { model, protocol, chosen, judges } = results;
  const { prompts } = protocol;
  const rules = [...new Set(chosen.map(({ rule }) => rule))].filter(
    (rule) => rule !== protocol.selectionRule,
  );
  return [
    `- Model: \`${model.name}\`${model.commit === undefined ? '' : `, commit \`${model.commit}\``}, ${model.architecture}, ${model.layers} layers, width ${model.hiddenSize}, vocabulary ${model.vocabularySize}.`,
    ...Object.entries(model.weights).map(([file, hash]) => `- Weights \`${file}\`: SHA-256 \`${hash}\`.`),
    `- Chat template: SHA-256 \`${model.chatTemplateHash}\`; system prompt: ${model.systemPrompt === null ? 'none' : `\`${model.systemPrompt.replace(/`|\s*\n\s*/g, ' ')}\``}.`,
    ...templateSentence(results).map((text) => `- As the template was rendered: ${text}.`),
    `- Seed ${protocol.seed}, ${protocol.precision}, greedy decoding, at most ${protocol.maxNewTokens} new tokens${protocol.stopSettled ? ', those of harmful prompts ended where a refusal is settled' : ''}.`,
    `- Layers: ${protocol.layerConvention}.`,
    `- Interventions: token scope \`${protocol.scope}\`${protocol.skipFirst ? ' without position 0' : ''}, strength ${protocol.strength}, K in {${protocol.ranks.join(', ')}}, complement \`${protocol.complement}\`, shrinkage \`${JSON.stringify(protocol.shrinkage)}\`; AcT support \`${protocol.actSupport}\`, pooling \`${protocol.actPooling}\`.`,
    ...ownMethodFacts(results).map(
      ({ name, version, text }) => `- Method \`${name}\`, not built in, version \`${version}\`: ${text}`,
    ),
    `- Selection (selection split only, never reported as a result): ${protocol.selectionRule}.`,
    ...refusalStartsSentence(results).map((sentence) => `- ${sentence}`),
    ...rules.map((rule) => `- Selection rule of some arms: ${rule}.`),
    protocol.judge === 'exact'
      ? '- Judge of every arm: the exact right answer, which is known for every prompt.'
      : '- Judge of every arm: whether a refusal phrase is in the completion (substring, a diagnostic). Right answers are not known.',
    `- Judges of the chosen arms: ${judges.judges.map(({ name }) => name).join(', ') || 'none beside'}.`,
    ...protocol.provenance.map(
      ({ role, name, shape, commit, fileHash, rows, kept }) =>
        `- Prompts \`${role}\`: \`${name}\` (${shape})${commit === null ? '' : `, commit \`${commit}\``}${fileHash === null ? '' : `, SHA-256 \`${fileHash}\``}; ${kept} of ${rows} rows kept.`,
    ),
    `- Lore perplexity: ${protocol.loreDocuments} held-out texts.`,
    '- Fit, selection and test prompts are disjoint:',
    '',
    markdownTable(
      ['prompts', 'count', 'SHA-256'],
      Object.entries(prompts).map(([name, { count, hash }]) => [name, String(count), `\`${hash}\``]),
    ),
  ].join('\n');
}
