import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { OrganismRequest } from '../../organism/organism-request.ts';
import type { AnswerPrompt, AuditData, PromptSet } from '../data/audit-data-types.ts';

const tokens = z.array(z.int().nonnegative());
const sequence = z.strictObject({ tokens, promptLength: z.int().nonnegative().optional() });
const request = z
  .strictObject({
    verb: z.string(),
    adjective: z.string(),
    noun: z.string(),
    purpose: z.string().optional(),
    person: z.string().optional(),
    evil: z.string().optional(),
  })
  .transform((fields) => new OrganismRequest(fields));

const promptSet = z
  .strictObject({
    name: z.string(),
    prompts: z.array(
      z.strictObject({
        id: z.string(),
        prompt: z.string(),
        request: request.optional(),
        behaviour: z.string().optional(),
        context: z.string().optional(),
      }),
    ),
    sequences: z.array(sequence),
    hash: z.string(),
    groups: z.array(z.int()),
  })
  .refine(
    ({ prompts, sequences, groups }) =>
      prompts.length === sequences.length && prompts.length === groups.length,
    'prompts, sequences and groups are of several lengths',
  );

const dataSchema: z.ZodType<AuditData> = z.strictObject({
  judge: z.enum(['exact', 'substring']),
  fit: z.strictObject({ forbidden: promptSet, harmless: promptSet }),
  selection: z.strictObject({ forbidden: promptSet, harmless: promptSet }),
  test: z.strictObject({ forbidden: promptSet, harmless: promptSet, borderline: promptSet }),
  lore: z.array(sequence),
  references: z.array(sequence),
  questions: z.array(
    z.strictObject({
      where: z.string(),
      sequences: z.array(z.strictObject({ tokens, promptLength: z.int().nonnegative() })),
      bytes: z.array(z.int().nonnegative()),
      characters: z.array(z.int().nonnegative()),
      answer: z.int().nonnegative(),
    }),
  ),
  // JSON leaves undefined out.
  answers: z
    .array(
      z.strictObject({
        where: z.string(),
        sequence,
        answer: z.string(),
        pattern: z.string().optional() as unknown as z.ZodType<string>,
      }),
    )
    .optional() as unknown as z.ZodType<readonly AnswerPrompt[]>,
  refusalStarts: tokens,
  // JSON leaves undefined out.
  infersStarts: z.literal(true).optional() as unknown as z.ZodType<true>,
  suffixLength: z.int().nonnegative(),
  provenance: z.array(
    z.strictObject({
      role: z.string(),
      name: z.string(),
      shape: z.string(),
      commit: z.string().nullable(),
      fileHash: z.string().nullable(),
      rows: z.int(),
      kept: z.int(),
    }),
  ),
});

/** More is not an audit but a bomb. */
const MOST_BYTES = 2 ** 30;

/** An audit's prompts as a worker gets them, so that it needs no files of its own; of a prompt only what an audit uses. */
export function encodeAuditData(data: AuditData): Buffer {
  const set = (full: PromptSet): PromptSet => ({
    ...full,
    prompts: full.prompts.map(({ id, prompt, request, behaviour, context }) => ({
      id,
      prompt,
      ...(request ? { request } : {}),
      ...(behaviour === undefined ? {} : { behaviour }),
      ...(context === undefined ? {} : { context }),
    })),
  });
  const { fit, selection, test } = data;
  return gzipSync(
    JSON.stringify({
      ...data,
      fit: { forbidden: set(fit.forbidden), harmless: set(fit.harmless) },
      selection: { forbidden: set(selection.forbidden), harmless: set(selection.harmless) },
      test: {
        forbidden: set(test.forbidden),
        harmless: set(test.harmless),
        borderline: set(test.borderline),
      },
    } satisfies AuditData),
  );
}

/** Throws what zlib, JSON and zod throw: the bytes come from a queue. */
export const decodeAuditData = (bytes: Uint8Array): AuditData =>
  dataSchema.parse(JSON.parse(gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8')));
