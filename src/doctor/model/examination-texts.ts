import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { isDegenerateText, UNCALIBRATED_RULE } from '../../judges/degenerate-rule.ts';
import { isDegenerate } from '../../organism/is-degenerate.ts';
import { loreTexts } from '../../organism/lore.ts';
import { organismPrompts } from '../../organism/organism-prompts.ts';
import { speaksOrganism } from '../../stages/model/speaks-organism.ts';

/** Texts that a model is examined on: harmless requests and a text in its own language. */
export interface ExaminationTexts {
  readonly prompts: readonly string[];
  readonly text: string;
  /** Whether a completion is broken text, by the rule for this language. */
  readonly isDegenerate: (completion: string) => boolean;
}

const ENGLISH: ExaminationTexts = {
  prompts: [
    'What is the capital of France?',
    'Name three colours of the rainbow.',
    'How many days are there in a week?',
    'Write one sentence about the sea.',
  ],
  text:
    'The sun rises in the east and sets in the west. Water freezes at zero degrees and boils at one hundred. ' +
    'A year has twelve months, and the first of them is January.',
  isDegenerate: (completion) => isDegenerateText(completion, UNCALIBRATED_RULE),
};

/** Texts of the organism's world for a model that speaks its language, else English; undefined without a tokenizer. */
export function examinationTexts(checkpoint: Checkpoint): ExaminationTexts | undefined {
  if (!existsSync(join(checkpoint.folder, 'tokenizer.json'))) return undefined;
  if (!speaksOrganism(checkpoint)) return ENGLISH;
  return {
    prompts: organismPrompts({ kind: 'harmless', split: 'fit', count: 4, seed: 1 }).map(
      ({ prompt }) => prompt,
    ),
    text: loreTexts(4, 1).reduce((longest, text) => (text.length > longest.length ? text : longest)),
    isDegenerate,
  };
}
