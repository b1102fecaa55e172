import type { Json } from '../../interventions/intervention.ts';
import type { Results } from '../../results/results.ts';
import { drawsPerLayer } from '../draws-per-layer.ts';
import { ownMethodFacts } from '../own-method-facts.ts';
import { refusalStartsSentence } from '../refusal-starts-sentence.ts';
import { templateSentence } from '../template-sentence.ts';
import type { PageFacts } from './page-data.ts';

/** `none`, `fixed 0.2`. */
const shrinkageWords = (shrinkage: Json): string =>
  shrinkage !== null && typeof shrinkage === 'object'
    ? Object.values(shrinkage).join(' ')
    : String(shrinkage);

/** Everything that decided the numbers: model, prompts, protocol. */
export function pageProvenance(results: Results): PageFacts[] {
  const { model, protocol, chosen, sameAs } = results;
  return [
    {
      title: 'Model',
      rows: [
        ['name', model.name],
        ['architecture', `${model.architecture}, ${model.layers} layers, width ${model.hiddenSize}`],
        ...Object.entries(model.weights).map(([file, hash]) => [`${file}, SHA-256`, hash] as const),
        ['chat template, SHA-256', model.chatTemplateHash],
        ['system prompt', model.systemPrompt ?? 'none'],
        ...templateSentence(results).map((text) => ['template as rendered', text] as const),
      ],
    },
    {
      title: 'Protocol',
      rows: [
        ['seed', String(protocol.seed)],
        [
          'numerics',
          `${protocol.precision}, greedy decoding, at most ${protocol.maxNewTokens} new tokens${protocol.stopSettled ? ', ended where a refusal is settled' : ''}`,
        ],
        ['layers', protocol.layerConvention],
        [
          'interventions',
          `scope ${protocol.scope}${protocol.skipFirst ? ' without position 0' : ''}, strength ${protocol.strength}, K in {${protocol.ranks.join(', ')}}, complement ${protocol.complement}, shrinkage ${shrinkageWords(protocol.shrinkage)}`,
        ],
        ['activation transport', `support ${protocol.actSupport}, pooling ${protocol.actPooling}`],
        ...ownMethodFacts(results).map(
          ({ name, version, text }) => [`${name}, not built in, version ${version}`, text] as const,
        ),
        ['controls', `${drawsPerLayer(results)} random draws per layer, ${protocol.peakDraws} at the peak`],
        ['selection rule', protocol.selectionRule],
        ...refusalStartsSentence(results).map((text) => ['refusal starts', text] as const),
        ...[...new Set(chosen.map(({ rule }) => rule))]
          .filter((rule) => rule !== protocol.selectionRule)
          .map(
            (rule) =>
              [
                `selection rule (${[...new Set(chosen.filter((choice) => choice.rule === rule).map(({ method }) => method))].join(', ')})`,
                rule,
              ] as const,
          ),
        [
          'primary judge',
          protocol.judge === 'exact'
            ? 'the exact right answer, which is known for every prompt'
            : 'refusal phrases (a diagnostic): right answers are not known',
        ],
        ...sameAs.map(({ method, as, why }) => [`${method} is ${as}`, why] as const),
      ],
    },
    {
      title: 'Prompts',
      rows: [
        ...protocol.provenance.map(
          ({ role, name, shape, commit, fileHash, rows, kept }) =>
            [
              role,
              [
                `${name} (${shape}), ${kept} of ${rows} rows kept`,
                ...(commit === null ? [] : [`commit ${commit}`]),
                ...(fileHash === null ? [] : [`SHA-256 ${fileHash}`]),
              ].join(', '),
            ] as const,
        ),
        ...Object.entries(protocol.prompts).map(
          ([set, { count, hash }]) => [`${set}, n = ${count}, SHA-256`, hash] as const,
        ),
        ['texts and right answers, SHA-256', protocol.textsHash],
      ],
    },
  ];
}
