import type { DatasetPrompt } from './dataset-prompt.ts';

/** Prompts of one source, and where they came from. */
export interface PromptSet {
  /** Short: the file's name without its ending, or the repository's and the split's. */
  readonly name: string;
  readonly prompts: readonly DatasetPrompt[];
  readonly provenance: PromptProvenance;
}

export interface PromptProvenance {
  /** As the caller wrote it: a path, or `hf:…`. */
  readonly source: string;
  /** Of the Hub repository; 40 hexadecimal digits. */
  readonly commit?: string;
  /** Files in the Hub repository, in the order read. */
  readonly files?: readonly string[];
  /** SHA-256 of the file; of a split in several files that of their hashes, a line each. */
  readonly fileHash: string;
  /** The layout that was recognised: `harmbench`, `advbench`, …, `mapped`. */
  readonly shape: string;
  /** In the source, and those taken. */
  readonly rows: number;
  readonly kept: number;
  /** `datasetHash` of those taken. */
  readonly hash: string;
}
