import type { Json } from '../../interventions/intervention.ts';
import type { Effort } from '../../results/effort.ts';
import type { PromptPairing } from '../../results/prompt-pairing.ts';
import type { Consequence, ProtocolDifference } from '../../results/protocol-difference.ts';
import type { Results } from '../../results/results.ts';
import type { RunIdentity } from '../subject/run-identity.ts';
import { promptPairings } from './prompt-pairing.ts';

const breaks = (consequence: string): Consequence => ({ consequence, breaks: true });
const note = (consequence: string): Consequence => ({ consequence, breaks: false });

const ATTACKS = 'the attacks are other ones';

/** Options that are not here decide what is measured: a difference breaks the comparison. */
const OF_OPTIONS: Readonly<Record<string, Consequence>> = {
  seed: note('prompts are drawn anew: the sets below that differ are compared as independent samples'),
  ranks: breaks(`${ATTACKS}, and robustness is against other grids`),
  strengths: breaks(`${ATTACKS}, and robustness is against other grids`),
  complement: breaks(ATTACKS),
  ownMethods: breaks(ATTACKS),
  scope: breaks(ATTACKS),
  strength: breaks(ATTACKS),
  actSupport: breaks('linear-act is another map'),
  actPooling: breaks('linear-act and gaussian-act are fitted on other activations'),
  maxNewTokens: breaks('longer completions may comply, refuse or degenerate where shorter ones are cut off'),
  thinking: breaks('one model had room for a thought before its answer: that is part of every difference'),
  templateOptions: breaks('prompts reach the models in other wrappings'),
  fitPrompts: breaks('maps are fitted on more or fewer prompts'),
  selectionPrompts: breaks('attacks are chosen on more or fewer prompts, so better or worse'),
  testForbidden: note('the confidence intervals for attack success differ in width'),
  testHarmless: note('the confidence intervals for damage differ in width'),
  testBorderline: note('the confidence intervals for over-refusal differ in width'),
  judges: note('other judges beside the rules; nothing that is compared here uses them'),
  loreDocuments: note('perplexity of raw text is over other documents'),
  controlDraws: note('localisation has other controls; nothing that is compared here uses them'),
  peakDraws: note('localisation has other controls; nothing that is compared here uses them'),
  effort: breaks(
    'arms were chosen from more or fewer measurements in one run, and robustness is against fewer attacks',
  ),
  methods: breaks(ATTACKS),
  layers: breaks(ATTACKS),
  without: breaks(ATTACKS),
  stopSettled: note(
    'completions of forbidden prompts ended at a settled refusal in one run: refusal and attack success are the same, broken texts among refusals are not counted',
  ),
  forceBaseline: note(
    'verdicts on the claims were given whatever the unattacked model does; nothing that is compared here rests on it',
  ),
  mixedNumerics: note(
    'arms of one run were measured under several numerics: a completion may differ now and then',
  ),
};

const OF_PASSPORT: Readonly<Record<string, Consequence>> = {
  package: note('written by other versions of refusal-lab'),
};
const LAST_DIGITS = note('numbers may differ in their last digits, and with them a completion now and then');

const OF_MODEL: Readonly<Record<string, Consequence>> = {
  systemPrompt: breaks('the system prompt alone changes refusal and attack success'),
  chatTemplateHash: breaks('prompts reach the models in other wrappings'),
};

const OF_SUBJECT: Readonly<Record<string, Consequence>> = {
  judge: breaks('what counts as success and as refusal is judged otherwise'),
  provenance: note('prompts come from other sources; the sets that differ for it are listed too'),
};

const PROTOCOL_FIELDS = ['precision', 'layerConvention', 'shrinkage', 'selectionRule'] as const;

/**
 * Everything but the models that differs between two runs, what breaks the comparison first. Prompt sets of the fit and the selection
 * split that differ break it: they make other maps and other choices. Test sets that differ do not: they make it unpaired.
 */
export function protocolDifferences(
  a: { readonly identity: RunIdentity; readonly results: Pick<Results, 'protocol'> },
  b: { readonly identity: RunIdentity; readonly results: Pick<Results, 'protocol'> },
): ProtocolDifference[] {
  const [first, second] = [a.identity, b.identity];
  const differences = [
    ...fields(
      'model',
      first.subject.model,
      second.subject.model,
      Object.keys(OF_MODEL),
      (key) => OF_MODEL[key],
    ),
    ...fields('subject', first.subject, second.subject, Object.keys(OF_SUBJECT), (key) => OF_SUBJECT[key]),
    ...fields(
      'options',
      comparedOptions(first),
      comparedOptions(second),
      keysOf(first.options, second.options),
      (key) => OF_OPTIONS[key] ?? breaks('other things are measured'),
    ),
    ...fields('protocol', a.results.protocol, b.results.protocol, PROTOCOL_FIELDS, () =>
      breaks('other rules were followed'),
    ),
    ...promptPairings(first.subject, second.subject)
      .filter(({ paired }) => !paired)
      .map(promptDifference),
    ...fields(
      'passport',
      first.passport,
      second.passport,
      keysOf(first.passport, second.passport),
      (key) => OF_PASSPORT[key] ?? LAST_DIGITS,
    ),
  ];
  return differences.toSorted((x, y) => Number(y.breaks) - Number(x.breaks));
}

function promptDifference({ set, a, b, shared }: PromptPairing): ProtocolDifference {
  const counted = { a: `${a} prompts`, b: `${b} prompts` };
  const overlap = `${shared} ids in common`;
  const { consequence, ...rest } = set.startsWith('fit/')
    ? breaks('maps are fitted on other prompts')
    : set.startsWith('selection/')
      ? breaks('attacks are chosen on other prompts')
      : note('compared as independent samples, not prompt by prompt');
  return { path: `prompts.${set}`, ...counted, consequence: `${consequence} (${overlap})`, ...rest };
}

/**
 * A method of one's own is its name and version; its title and colour are not part of the protocol. An effort that is not written down
 * is `full`.
 */
function comparedOptions({ options: { ownMethods, ...given } }: RunIdentity): object {
  const options = { effort: 'full' satisfies Effort, ...given };
  const versions = Object.entries(ownMethods ?? {}).map(([name, { version }]) => [name, version]);
  return ownMethods ? { ...options, ownMethods: Object.fromEntries(versions) } : options;
}

const keysOf = (a: object, b: object): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();

function fields(
  path: string,
  a: object,
  b: object,
  keys: readonly string[],
  consequenceOf: (key: string) => Consequence,
): ProtocolDifference[] {
  return keys.flatMap((key) => {
    const [first, second] = [a, b].map((side) => ((side as Record<string, Json>)[key] ?? null) as Json);
    return JSON.stringify(first) === JSON.stringify(second)
      ? []
      : [{ path: `${path}.${key}`, a: first, b: second, ...consequenceOf(key) }];
  });
}
