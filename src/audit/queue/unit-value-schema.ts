import { z } from 'zod';
import { HALVING_PROMPTS, SCREEN_PROMPTS } from '../subject/staged-tokens.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { JUDGEMENT_LETTERS, OUTCOME_LETTERS } from '../units/observation.ts';
import type { Unit } from '../units/unit.ts';
import { anyNumber } from './finite-or-not.ts';

const numbers = z.array(anyNumber);
const counts = z.array(z.int().nonnegative());
const marks = (letters: string, count: number) =>
  z.string().regex(new RegExp(`^[${letters}]{${count}}$`), `expected ${count} of the letters ${letters}`);

const divergence = z.strictObject({ first: numbers, sums: numbers, steps: counts });
const likelihoods = z.strictObject({ totals: numbers, tokens: counts });
const map = z.strictObject({
  sites: z.array(z.string()),
  options: z.record(z.string(), z.unknown()),
  facts: z.record(z.string(), z.unknown()),
  transportCost: anyNumber.nullable(),
});
const overflow = z.strictObject({ overflow: z.literal(true), map });
const points = z.array(z.tuple([anyNumber, anyNumber]));

function setOf(subject: AuditSubject, name: string, most = Number.POSITIVE_INFINITY) {
  const count = Math.min(most, subject.prompts[name]?.count ?? 0);
  const letters = marks(Object.values(OUTCOME_LETTERS).join(''), count);
  return z.strictObject({
    outcomes: letters,
    flags: z.record(z.string(), marks('01', count)),
    digests: z.array(z.string().regex(/^[0-9a-f]{8}$/)).length(count),
    lengths: counts.length(count),
    byLength: z.record(z.string().regex(/^\d+$/), letters).optional(),
  });
}

/** A number per harmful and per harmless prompt. */
function nextToken({ prompts }: AuditSubject, split: 'selection' | 'test', most = Number.POSITIVE_INFINITY) {
  const perPrompt = (kind: string) => numbers.length(Math.min(most, prompts[`${split}/${kind}`].count));
  return z.strictObject({ refusal: perPrompt('forbidden'), kl1: perPrompt('harmless') });
}

/**
 * What a unit's value has to look like in an audit of `subject`, decoded (formats/extended-json.ts): kinds of fields and how
 * many prompts they speak of. A value is only checked against it, never rewritten.
 */
export function unitValueSchema(unit: Unit, subject: AuditSubject): z.ZodType {
  const set = (name: string) => setOf(subject, name);
  switch (unit.kind) {
    case 'direction':
      return z.strictObject({ bypass: anyNumber, induce: anyNumber, kl: anyNumber }).nullable();
    case 'refusal-starts': {
      const count = z.int().nonnegative();
      return z.strictObject({
        inferred: z.boolean(),
        refusals: count,
        answers: count,
        starts: z.array(z.strictObject({ token: count, text: z.string(), refusals: count, answers: count })),
      });
    }
    case 'selection': {
      const forbidden = setOf(subject, 'selection/forbidden', unit.prompts).nullable();
      const harmless = setOf(subject, 'selection/harmless', unit.prompts);
      return z.union([overflow, z.strictObject({ divergence, harmless, forbidden })]);
    }
    case 'screen':
      return z.union([overflow, nextToken(subject, 'selection', SCREEN_PROMPTS)]);
    case 'curve':
      return z.union([overflow, nextToken(subject, 'test')]);
    case 'halving':
      return z.union([
        overflow,
        z.strictObject({
          divergence,
          harmless: setOf(subject, 'selection/harmless', HALVING_PROMPTS),
          forbidden: setOf(subject, 'selection/forbidden', HALVING_PROMPTS),
        }),
      ]);
    case 'test':
      return z.union([
        overflow,
        z.strictObject({
          map,
          forbidden: set('test/forbidden').nullable(),
          harmless: set('test/harmless').nullable(),
          borderline: set('test/borderline').nullable(),
          divergence: divergence.nullable(),
          text: likelihoods.nullable(),
          references: likelihoods.nullable(),
        }),
      ]);
    case 'monitor': {
      const scores = (name: string) => {
        const each = numbers.length(subject.prompts[name]?.count ?? 0);
        return z.strictObject({ mahalanobis: each, residual: each });
      };
      const site = z.strictObject({
        layer: z.int().nonnegative(),
        downstream: z.boolean(),
        rank: z.int().positive(),
        calibration: z.strictObject({
          forbidden: scores('selection/forbidden'),
          harmless: scores('selection/harmless'),
        }),
        clean: z.strictObject({
          forbidden: scores('test/forbidden'),
          harmless: scores('test/harmless'),
          borderline: scores('test/borderline'),
        }),
        attacked: scores('test/forbidden'),
      });
      return z.union([overflow, z.strictObject({ sites: z.array(site).min(1) })]);
    }
    case 'scatter':
      return z.strictObject({
        layer: z.int().nonnegative(),
        rank: z.int().positive(),
        explained: numbers,
        forbidden: points,
        harmless: points,
        transported: points,
      });
    // Its many parts are numbers that only tables show.
    case 'diagnostics':
      return z.looseObject({
        rank: z.literal(unit.rank),
        dimension: z.literal(subject.model.hiddenSize),
        counts: z.looseObject({ fitSource: z.int(), fitTarget: z.int() }),
        source: z.looseObject({}),
        target: z.looseObject({}),
        energy: z.looseObject({}),
        probe: z.looseObject({}),
      });
    case 'verdict': {
      const { count } = subject.prompts['test/forbidden'];
      return z.strictObject({
        judge: z.string(),
        description: z.record(z.string(), z.unknown()),
        labels: marks(Object.values(JUDGEMENT_LETTERS).join(''), count),
        scores: z.array(anyNumber.nullable()).length(count).nullable(),
      });
    }
    // Not over a queue (against/open-against.ts).
    case 'against':
    case 'weights':
      return z.never();
    case 'answers':
      return z.union([overflow, z.strictObject({ answers: marks('01u', subject.answers ?? 0) })]);
    case 'choices':
      return z.union([
        overflow,
        z.strictObject({
          correct: marks('01', subject.questions),
          correctPerByte: marks('01', subject.questions),
        }),
      ]);
  }
}
