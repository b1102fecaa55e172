import { canonicalJson } from '../../formats/canonical-json.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { extendedText } from '../../formats/extended-text.ts';
import type { PagePrompts } from '../../results/prompt-outcomes.ts';
import type { ArmResult, Results } from '../../results/results.ts';
import { reportedArms } from '../reported-arms.ts';
import { strongestArm } from '../strongest-arm.ts';

/** A finished run as the formats of other tools are made of it. No text of a prompt or completion is in it. */
export interface ExportedRun {
  readonly results: Results;
  /** Outcomes prompt by prompt; empty where the journal cannot be read. */
  readonly prompts: readonly PagePrompts[];
  /** The word of an outcome's letter. */
  readonly outcomeOf: (letter: string) => string;
  /** Of refusal-lab. */
  readonly version: string;
  /** ISO 8601; null where the run does not say. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** SHA-256 of all that decided the numbers beside the model, in hexadecimal: two runs of one protocol have the same. */
export const protocolHash = ({ protocol }: Pick<Results, 'protocol'>): string =>
  contentHash(canonicalJson(JSON.parse(extendedText(protocol))));

/** The arms that go to other tools: those of the short tables, and the strongest attack. */
export function exportedArms(results: Results): readonly ArmResult[] {
  const arms = reportedArms(results).map(({ arm }) => arm);
  const strongest = strongestArm(results);
  return strongest === null || arms.includes(strongest) ? arms : [...arms, strongest];
}

/** An arm's id as a part of a path. */
export const armFileName = (armId: string): string => armId.replaceAll('/', '-');
