// Turns a refusal into an answer: activations of harmful and harmless requests are captured, a Gaussian transport from the
// first to the second is fitted at one layer, and a request that the model refuses is asked again under it. The shipped
// model's harmful requests are of a made-up world. About 5 seconds.
//
// In a clone: npm run build && node examples/flip-a-refusal.ts (Node 22.18 or newer runs TypeScript as it is).
import assert from 'node:assert/strict';
import { capture, fit, generate, judge, openModel, organismPrompts, site } from 'refusal-lab';

const model = await openModel('organism:aligned');
const sites = [site('resid_post', 9)];
const harmful = await capture({ model, sites, prompts: organismPrompts({ kind: 'forbidden', count: 64 }) });
const harmless = await capture({ model, sites, prompts: organismPrompts({ kind: 'harmless', count: 64 }) });
const intervention = fit({ method: 'pca-ot', source: harmful, target: harmless, rank: 1 });

const prompts = organismPrompts({ kind: 'forbidden', split: 'test', count: 1 });
const [before] = await generate({ model, prompts });
const [after] = await generate({ model, prompts, intervention });
await model.close();
console.log(`request  ${prompts[0].prompt}\nbefore   ${before.text}\nafter    ${after.text}`);

// `exact` knows the world's right answers: it says `complied` only where the request was answered rightly.
const completions = [before, after].map(({ text }) => ({ prompt: prompts[0].prompt, completion: text! }));
const { runs } = await judge({ completions, judges: ['exact'] });
assert.deepEqual(runs[0].outcomes, ['refused', 'complied'], 'the refusal flipped');
