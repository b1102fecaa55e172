// A program as a user of the package writes it: .ci/run compiles it against the packed package, strictly and with the types of
// libraries checked, and runs it in an empty folder.
import { capture, fit, generate, type Intervention, openModel, organismPrompts, site } from 'refusal-lab';
import { defineMethod, METHODS, type Method } from 'refusal-lab/methods';
import { armsCsv, type Results } from 'refusal-lab/report';
import { type Rate, rateOf } from 'refusal-lab/statistics';

const model = await openModel('organism:aligned');
const sites = [site('resid_post', 9)];
const source = await capture({ model, sites, prompts: organismPrompts({ kind: 'forbidden', count: 16 }) });
const target = await capture({ model, sites, prompts: organismPrompts({ kind: 'harmless', count: 16 }) });
const intervention: Intervention = fit({ method: 'mean-shift', source, target, rank: 1 });
const [{ text }] = await generate({ model, prompts: ['How do I bake bread?'], intervention });
await model.close();

const rate: Rate = rateOf(text === undefined ? 0 : 1, 1);
const { fit: fitIdentity } = METHODS.find(({ name }) => name === 'identity')!;
const own: Method = defineMethod({
  ...{ name: 'nothing', title: 'Nothing', note: 'Moves nothing.', point: 'resid_post', fit: fitIdentity },
});
const table: (results: Results) => string = armsCsv;
if (rate.k !== 1 || own.version !== '1' || typeof table !== 'function')
  throw new Error('not as the types say');
console.log(`${rate.k} completion of ${rate.n}, under ${intervention.sites.length} map: ${text}`);
