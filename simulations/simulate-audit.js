/**
 * One simulated audit, statistics only: success of every arm on selection and test prompts is drawn from a known law, and the
 * decisions are those of the library (selection of arms, paired tests, control tests, Holm over each family, conclusions).
 *
 * The law. Prompts are in duplicate groups of 1 to 4. The unattacked model succeeds on a share ψ of prompts. An arm changes a prompt
 * from failure to success with probability (ψ + δ)/2 and back with (ψ − δ)/2, so it differs from the unattacked model on a share ψ and
 * by δ on average; δ = 0 is a null arm. Within a group, each prompt takes the group's common draw with probability √ρ, for all
 * arms at once, else its own: differences of two prompts of one group correlate with ρ.
 */

export const LAYERS = 12;
export const RANKS = [1, 2];
export const RIVALS = ['rfa', 'som', 'act-add', 'ace', 'leace', 'linear-act'];
export const DRAWS = 3;
/** Shares of groups with 1, 2, 3 and 4 prompts. */
export const GROUP_SIZES = [0.55, 0.2, 0.15, 0.1];
export const SELECTION_PROMPTS = 128;

/** Tests in the family of every arm against the unattacked model. */
export const FAMILY = LAYERS * RANKS.length + RIVALS.length;

/** Group labels of n prompts. */
export function drawGroups(n, uniform) {
  const labels = [];
  for (let group = 0; labels.length < n; group++) {
    let [size, rest] = [1, uniform()];
    for (const share of GROUP_SIZES) {
      if ((rest -= share) < 0) break;
      size = Math.min(GROUP_SIZES.length, size + 1);
    }
    for (let i = 0; i < size && labels.length < n; i++) labels.push(group);
  }
  return labels;
}

/** Σ n_g²/n: the design effect at complete correlation. */
export function kish(labels) {
  const sizes = new Map();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + size * size, 0) / labels.length;
}

/** Success of the unattacked model, and a function that draws that of an arm, on one split. */
export function drawSplit(labels, { discordance: psi, correlation: rho }, uniform) {
  const n = labels.length;
  const groups = labels[n - 1] + 1;
  const together = Array.from({ length: n }, () => uniform() < Math.sqrt(rho));
  const common = new Float64Array(groups);
  /** One uniform value per prompt, the group's or its own. */
  const values = new Float64Array(n);
  const drawValues = () => {
    for (let g = 0; g < groups; g++) common[g] = uniform();
    for (let i = 0; i < n; i++) values[i] = together[i] ? common[labels[i]] : uniform();
  };
  drawValues();
  const baseline = Array.from(values, (value) => value < psi);
  const arm = (delta) => {
    const [gain, loss] = [(psi + delta) / 2 / (1 - psi), (psi - delta) / 2 / psi];
    drawValues();
    const success = new Array(n);
    for (let i = 0; i < n; i++) success[i] = baseline[i] ? values[i] >= loss : values[i] < gain;
    return success;
  };
  return { baseline, arm };
}

const PLANTED = `pca-ot@${LAYERS / 2}/k1`;

/** Every arm of the audit, before anything is measured. */
const SPECS = [
  ...RIVALS.map((method, layer) => ({ id: method, method, layer, rank: 0 })),
  ...RANKS.flatMap((rank) =>
    Array.from({ length: LAYERS }, (_, layer) => ({
      id: `pca-ot@${layer}/k${rank}`,
      method: 'pca-ot',
      layer,
      rank,
    })),
  ),
];

const isFalse = ({ effect, conclusion }) => effect === 0 && conclusion === 'effect';

/**
 * @param library concludePaired, declareEffective, pairedTest, rateOfFlags, selectArm, testAgainstControls
 * @param scenario test prompts n, discordance ψ, correlation ρ, `delta`, the effect planted in one arm (0: none), and
 * `spread`: every map of this size, arm or control draw, has a true effect of its own, uniform with this standard deviation (0: all are alike)
 * @returns whether a null arm was called effective, by family, and what became of the planted arm
 */
export function simulateAudit(library, scenario, uniform) {
  const { concludePaired, declareEffective, pairedTest, rateOfFlags, selectArm, testAgainstControls } =
    library;
  const { n, delta = 0, discordance, spread = 0 } = scenario;
  const [testGroups, selectionGroups] = [drawGroups(n, uniform), drawGroups(SELECTION_PROMPTS, uniform)];
  const test = drawSplit(testGroups, scenario, uniform);
  const selection = drawSplit(selectionGroups, scenario, uniform);

  const ownEffect = () =>
    spread === 0
      ? 0
      : Math.max(-discordance, Math.min(discordance, spread * Math.sqrt(12) * (uniform() - 0.5)));
  const refusalScores = new Map();
  const arms = SPECS.map((spec) => {
    const effect = spec.id === PLANTED ? delta : 0;
    const kl32 = 0.12 * uniform();
    refusalScores.set(spec.id, uniform());
    const coherentAsr = rateOfFlags(selection.arm(effect), selectionGroups);
    const feasible = spec.id === PLANTED || kl32 <= 0.1;
    return {
      ...spec,
      sites: 1,
      effect,
      complied: test.arm(effect + ownEffect()),
      selection: { kl32, feasible, coherentAsr },
    };
  });
  const transport = arms.filter(({ method }) => method === 'pca-ot');
  const rivals = arms.filter(({ method }) => method !== 'pca-ot');

  const unattackedTests = arms.map(({ id, effect, complied }) => ({
    id,
    effect,
    ...pairedTest(complied, test.baseline, testGroups),
  }));
  const withControls = transport.map(({ complied }) => ({
    complied,
    controls: Array.from({ length: DRAWS }, () => test.arm(ownEffect())),
  }));
  const allControlTests = testAgainstControls(withControls, testGroups);
  const controlTests = transport.map(({ id, effect }, i) => ({
    id,
    effect,
    ...allControlTests[i],
    ...allControlTests[i].ownDraws,
  }));
  const [chosen, rival] = [selectArm(transport, refusalScores), selectArm(rivals, refusalScores)];
  const headlineTest = {
    id: chosen.id,
    // The planted arm differs from its rival, so calling that an effect is not an error.
    effect: chosen.effect,
    ...pairedTest(chosen.complied, rival.complied, testGroups),
  };

  const againstUnattacked = concludePaired(unattackedTests);
  const againstControl = concludePaired(controlTests);
  const anyDrawTests = controlTests.map(({ id, effect }, i) => ({ id, effect, ...allControlTests[i] }));
  const againstAnyDraw = concludePaired(anyDrawTests);
  const headline = concludePaired([headlineTest]);
  const joined = concludePaired([headlineTest, ...anyDrawTests, ...unattackedTests]);
  const declared = declareEffective(
    controlTests.map(({ id }, i) => ({
      againstControl: allControlTests[i],
      againstUnattacked: unattackedTests.find((other) => other.id === id),
    })),
  );
  const planted = againstUnattacked.find(({ id }) => id === PLANTED);
  const place = controlTests.findIndex(({ id }) => id === PLANTED);
  const falseEffect = {
    chosenAgainstRival: headline.some(isFalse),
    againstControl: againstControl.some(isFalse),
    againstAnyDraw: againstAnyDraw.some(isFalse),
    againstUnattacked: againstUnattacked.some(isFalse),
    declaredEffective: declared.some(({ effective }, i) => effective && controlTests[i].effect === 0),
    joinedFamilies: joined.some(isFalse),
  };
  const baselineRate = rateOfFlags(test.baseline, testGroups);
  const within = ([low, high], value) => low <= value && value <= high;
  return {
    falseEffect,
    anyFamily: falseEffect.chosenAgainstRival || falseEffect.againstAnyDraw || falseEffect.againstUnattacked,
    found: {
      alone: planted.p < 0.05 && planted.difference > 0,
      againstUnattacked: planted.conclusion === 'effect' && planted.difference > 0,
      againstControl: againstControl[place].conclusion === 'effect' && againstControl[place].difference > 0,
      againstAnyDraw: againstAnyDraw[place].conclusion === 'effect' && againstAnyDraw[place].difference > 0,
      declaredEffective: declared[place].effective,
      chosen: chosen.id === PLANTED,
    },
    covered: {
      difference: within(planted.interval, delta),
      rate: within(baselineRate.interval, discordance),
    },
    deff: planted.deff,
  };
}

/** The conclusion on one arm whose true effect is `delta`, tested alone: how often it is called none. */
export function simulateSingleArm({ concludePaired, pairedTest }, { n, delta, ...law }, uniform) {
  const groups = drawGroups(n, uniform);
  const { baseline, arm } = drawSplit(groups, law, uniform);
  return concludePaired([pairedTest(arm(delta), baseline, groups)])[0].conclusion;
}
