import { z } from 'zod';
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

function setOf(subject: AuditSubject, name: string) {
  const count = subject.prompts[name]?.count ?? 0;
  return z.strictObject({
    outcomes: marks(Object.values(OUTCOME_LETTERS).join(''), count),
    flags: z.record(z.string(), marks('01', count)),
    digests: z.array(z.string().regex(/^[0-9a-f]{8}$/)).length(count),
    lengths: counts.length(count),
  });
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
      const forbidden = set('selection/forbidden').nullable();
      return z.union([
        overflow,
        z.strictObject({ divergence, harmless: set('selection/harmless'), forbidden }),
      ]);
    }
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
