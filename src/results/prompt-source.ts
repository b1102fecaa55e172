/** One source of prompts. */
export interface PromptSource {
  /** `harmful`, `harmless`, `test-harmful`, …, or `world`. */
  readonly role: string;
  readonly name: string;
  readonly shape: string;
  readonly commit: string | null;
  /** SHA-256 of the file; null for the organism's world, which is code. */
  readonly fileHash: string | null;
  readonly rows: number;
  readonly kept: number;
}
