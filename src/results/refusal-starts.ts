/** Tokens that begin a refusal, as far as the unattacked model shows them on the selection prompts. */
export interface RefusalStarts {
  /** False: it refused too seldom, or nothing sets its refusals apart, and the default words stay. */
  readonly inferred: boolean;
  /** Harmful prompts that it refused (a refusal phrase), and harmless ones that it answered (none). */
  readonly refusals: number;
  readonly answers: number;
  /** The tokens that are used, with the numbers of refusals and of answers that begin with them. */
  readonly starts: readonly {
    readonly token: number;
    readonly text: string;
    readonly refusals: number;
    readonly answers: number;
  }[];
}
