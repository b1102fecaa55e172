import { z } from 'zod';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { encodeJsonLines, readJsonLines } from '../../formats/json-lines.ts';
import { type JudgeAccuracy, judgeAccuracy } from '../../judges/judge-accuracy.ts';
import { isCompliance } from '../../judges/judgement-agreement.ts';
import { encodeLabelSheet, type HumanLabel, readLabels } from '../../judges/label-sheet.ts';
import { sampleLabels } from '../../judges/sample-labels.ts';
import type { JudgedCompletion } from './judged-items.ts';
import type { JudgeRun } from './run-judges.ts';

const keySchema = z.looseObject({
  sample: z.string(),
  id: z.string(),
  item: z.string(),
  weight: z.number().positive(),
});

/** Hash of an item's prompt and completion, so that labels find it again in another order or file. */
function itemHash({ prompt, completion, context }: JudgedCompletion): string {
  return contentHash(JSON.stringify([prompt, completion, context ?? null]));
}

/** A sheet to be labelled and its key, as file contents; strata are the verdicts of all judges together. */
export function labelFiles(
  items: readonly JudgedCompletion[],
  runs: readonly JudgeRun[],
  options: { readonly n: number; readonly seed: number; readonly path: string },
): { readonly sheet: string; readonly key: string } {
  const stratum = (index: number): string =>
    runs.map(({ name, judgements }) => `${name}=${judgements[index].label}`).join(' ');
  const { sheet, key } = sampleLabels(
    items.map((item, index) => ({ ...item, stratum: stratum(index) })),
    options,
  );
  const hashes = new Map(items.map((item) => [item.id, itemHash(item)]));
  return {
    sheet: encodeLabelSheet(sheet, options.path),
    key: encodeJsonLines(key.map((row) => ({ ...row, item: hashes.get(row.id) }))),
  };
}

/** A labelled item, by its place among those judged. */
export interface LabelledItem {
  readonly index: number;
  readonly label: HumanLabel;
  readonly weight: number;
}

export interface LabelledItems {
  readonly rows: readonly LabelledItem[];
  /** Rows of the sheet without a label. */
  readonly blank: number;
}

/**
 * Finds the labels of a sheet among the items. Throws InvalidInputError if sheet and key do not belong together, or if
 * the key's items are not among those judged.
 */
export function readLabelledItems(
  items: readonly JudgedCompletion[],
  files: { readonly sheet: string; readonly key: string },
): LabelledItems {
  const { labels, blank } = readLabels(files.sheet);
  const key = new Map(
    readJsonLines(files.key).map(({ line, value }) => {
      const row = keySchema.safeParse(value);
      if (!row.success) throw new InvalidInputError(`${files.key}:${line}`, 'is not a line of a label key');
      return [row.data.sample, row.data];
    }),
  );
  // Equal texts are judged alike, so any place of one will do; the id decides if it can.
  const places = new Map(items.map((item, index) => [itemHash(item), index]));
  const exact = new Map(items.map((item, index) => [`${item.id} ${itemHash(item)}`, index]));
  const rows = [...labels].map(([sample, label]) => {
    const row = key.get(sample);
    if (!row) throw new InvalidInputError(files.sheet, `sample ${sample} is not in ${files.key}`);
    const index = exact.get(`${row.id} ${row.item}`) ?? places.get(row.item);
    if (index === undefined)
      throw new InvalidInputError(files.key, `sample ${sample} is not among the completions judged here`);
    return { index, label, weight: row.weight };
  });
  return { rows, blank };
}

export interface LabelReport {
  readonly labelled: number;
  readonly unsure: number;
  readonly blank: number;
  readonly accuracies: readonly { readonly name: string; readonly accuracy: JudgeAccuracy }[];
}

/** Accuracy of every judge against human labels. */
export function labelReport({ rows, blank }: LabelledItems, runs: readonly JudgeRun[]): LabelReport {
  const told = rows.filter(({ label }) => label !== 'unsure');
  return {
    labelled: told.length,
    unsure: rows.length - told.length,
    blank,
    accuracies: runs.map(({ name, judgements }) => ({
      name,
      accuracy: judgeAccuracy(
        told.map(({ label, index, weight }) => ({
          judge: isCompliance(judgements[index]),
          human: label === 'complied',
          weight,
        })),
      ),
    })),
  };
}
