/** `failed`: results cannot be trusted or work cannot be done; `skipped`: nothing to examine, which is not a fault. */
export type FindingStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** Result of one check: a line for people, values for programs. */
export interface Finding {
  /** Unique within an examination. */
  readonly name: string;
  readonly status: FindingStatus;
  readonly detail: string;
  /** Advice on a warning or failure. */
  readonly remedy?: string;
  /** Plain data, by name; names contain the units. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Findings on one subject. */
export interface FindingSection {
  readonly title: string;
  readonly findings: readonly Finding[];
}
