import { CPU_PRECISIONS } from '../../../checkpoint/precision/precision.ts';
import { availableMemory } from '../../../engine/memory/available-memory.ts';
import type { CheckpointDescription } from '../../../stages/model/describe-checkpoint.ts';
import { formatBytes } from '../../../wording/format-bytes.ts';
import { formatCount } from '../../../wording/format-count.ts';
import { ropeFacts, windowFact } from './attention-facts.ts';

/** Output of `inspect`: one fact per line, then the rendered prompt token by token. */
export function formatDescription(description: CheckpointDescription): string {
  const { config, template, rendered } = description;
  // What follows from an unknown architecture's configuration is transformers' matter.
  const isOther = config.family === 'other';
  const facts: [string, string][] = [
    ['model', description.name],
    ...(description.commit === undefined ? [] : [['commit', description.commit] as [string, string]]),
    [
      'folder',
      description.folder ??
        `none yet: ${formatBytes(description.toDownload ?? 0)} of weights to be downloaded`,
    ],
    [
      'architecture',
      `${config.architecture} (family ${config.family})${config.textPart ? ', its text part' : ''}`,
    ],
    ['parameters', parametersFact(description)],
    ['layers', `${config.layers} (0 to ${config.layers - 1})`],
    ['width', `d = ${config.hiddenSize}, MLP ${config.intermediateSize}`],
    [
      'engines',
      description.notForOnnx ? `transformers alone: ${description.notForOnnx}` : 'onnx, transformers',
    ],
    [
      'attention',
      `${config.heads} heads, ${config.keyValueHeads} key/value heads${isOther ? '' : `, head dimension ${config.headDimension}, biases: ${config.attentionBias}`}`,
    ],
    ['vocabulary', `${config.vocabularySize}${headFact(description)}`],
    ['tokenizer', tokenizerFact(description)],
    ['positions', `${config.maxPositions}${windowFact(config)}`],
    ...(isOther ? [] : [['rope', ropeFacts(config)] as [string, string]]),
    ['weights', weightsFact(description)],
    ...description.files.map(({ name, bytes }): [string, string] => ['', `${name}  ${formatBytes(bytes)}`]),
    ...(description.memory ? [['memory', memoryFact(description.memory)] as [string, string]] : []),
    [
      'stop tokens',
      description.stopTokens
        .map(({ id, text, from }) => `${text ? `${id} ${text}` : id} (${from.join(', ')})`)
        .join(', ') || 'none',
    ],
    [
      'template',
      template ? `yes, in ${template.where}${template.usesClock ? ', reads the date' : ''}` : 'no',
    ],
  ];
  if (template) facts.push(['system prompt', systemFact(template)], ...thinkingFacts(template));
  const lines = facts.map(([name, value]) => `${name.padEnd(14)}${value}`);
  if (rendered) {
    lines.push('', 'prompt as the model sees it:', JSON.stringify(rendered.text), '');
    lines.push('position      id  token');
    for (const { position, id, text } of rendered.tokens)
      lines.push(`${String(position).padStart(8)}${String(id).padStart(8)}  ${JSON.stringify(text)}`);
    lines.push('', `token scopes (T = ${rendered.tokens.length}):`);
    for (const { scope, first, last } of rendered.scopes)
      lines.push(`  ${scope.padEnd(12)}${rangeOf(first, last)}`);
  }
  return `${lines.join('\n')}\n`;
}

function rangeOf(first: number | null, last: number | undefined): string {
  if (first === null) return 'behind the thought, and later';
  if (last === undefined) return `${first} and later`;
  return first === last ? String(first) : `${first} to ${last}`;
}

function headFact({ config, headInFile, toDownload }: CheckpointDescription): string {
  if (config.headOfFile)
    return ', not tied: config.json says so, but the file holds another head, which is used';
  if (!config.tieWordEmbeddings) return '';
  return headInFile && toDownload
    ? ', tied embeddings (the file holds a head too: it is used if it differs)'
    : ', tied embeddings';
}

function tokenizerFact({ tokenizerVocabulary }: CheckpointDescription): string {
  return tokenizerVocabulary === undefined ? 'none: token ids only' : `${tokenizerVocabulary} tokens`;
}

/** Packed weights do not tell how many they are. */
function parametersFact({ config: { quantisation }, parameters }: CheckpointDescription): string {
  const packed = quantisation !== undefined && quantisation !== 'gguf' && quantisation !== 'fp8';
  return packed ? `packed in ${formatCount(parameters)} stored values` : formatCount(parameters);
}

function weightsFact({
  config: { quantisation },
  dtypes,
  weightBytes,
  files,
}: CheckpointDescription): string {
  const types = Object.entries(dtypes).map(([dtype, { tensors }]) => `${dtype} (${tensors} tensors)`);
  return `${types.join(', ')}${quantisation ? `, quantised (${quantisation})` : ''}, ${formatBytes(weightBytes)} in ${files.length} file${files.length === 1 ? '' : 's'}`;
}

function memoryFact(memory: NonNullable<CheckpointDescription['memory']>): string {
  const needs = CPU_PRECISIONS.map((precision) => `${formatBytes(memory[precision])} ${precision}`);
  return `at least ${needs.join(', ')}; ${formatBytes(availableMemory())} available`;
}

function thinkingFacts({
  offers,
  thinkingSwitch,
  thinks,
  generationPrompt,
}: NonNullable<CheckpointDescription['template']>): [string, string][] {
  const thinking =
    thinks === undefined
      ? undefined
      : `${thinks ? 'on' : 'off'} here, ${thinkingSwitch ? `--thinking off|on sets ${thinkingSwitch}` : 'no switch'}`;
  return [
    ['options', offers.length > 0 ? `${offers.join(', ')} (--template-option)` : 'none'],
    ...(thinking === undefined ? [] : [['thinking', thinking] as [string, string]]),
    ...(generationPrompt
      ? [
          [
            'prompts end',
            `in an ${generationPrompt.end}: ${JSON.stringify(generationPrompt.text)}, last token ${JSON.stringify(generationPrompt.last)}`,
          ] as [string, string],
        ]
      : []),
  ];
}

function systemFact({ takesSystem, defaultSystem }: NonNullable<CheckpointDescription['template']>): string {
  if (!takesSystem) return 'the template takes none';
  return defaultSystem === undefined
    ? 'none unless given'
    : `the template puts in ${JSON.stringify(defaultSystem)}`;
}
