// A method of one's own joins an audit: half the shift between the class means, fitted at every layer, chosen, tested and
// compared like the built-in ones. docs/extending.md says what else a method can have. About a minute on two cores.
//
// In a clone: npm run build && node examples/own-method.ts (Node 22.18 or newer runs TypeScript as it is).
import { audit } from 'refusal-lab';
import { AffineMap, defineMethod, meanDifference, singleSiteFit } from 'refusal-lab/methods';

const halfShift = defineMethod({
  name: 'half-shift',
  title: 'Half the mean shift',
  note: 'Moves every token by half the difference of the class means.',
  point: 'resid_post',
  // Where the means coincide there is nothing to move along, and no map is fitted.
  alongDifference: true,
  style: { colour: '#1b7837', symbol: 'hexagon' },
  fit: (site, { source, target }, { settings }) => {
    const means = meanDifference(source, target);
    // The difference points from harmless to harmful: the shift goes the other way.
    const map = AffineMap.translation(Float32Array.from(means.direction, (value) => -value / 2));
    return singleSiteFit({ method: 'half-shift', site, map, source, means, settings });
  },
});

const prompts = { fitPrompts: 16, selectionPrompts: 4, testForbidden: 8, testHarmless: 2, testBorderline: 1 };
// In full, so that it is tested at every layer; beside it only pca-ot and rfa.
const arms = { effort: 'full', methods: ['rfa', 'half-shift'], ranks: [1], strengths: [] } as const;
const options = { ...prompts, ...arms, controlDraws: 0, loreDocuments: 2 };
const { results } = await audit({ model: 'organism:aligned', methods: [halfShift], options });
for (const { id, method, test } of results.arms) {
  if (method !== halfShift.name) continue;
  const { k, n } = test.forbidden.exact;
  console.log(`${id}: success ${k}/${n}, damage ${test.kl32.value?.toFixed(5)} nats per token`);
}
const chosen = results.chosen.find(({ method }) => method === halfShift.name)!;
const comparison = results.comparisons.find(({ rivalId }) => rivalId === chosen.armId)!;
console.log(`pca-ot against ${chosen.armId}: ${comparison.relation}, n = ${comparison.n}`);
