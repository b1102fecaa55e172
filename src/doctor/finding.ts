/** `failed`: results cannot be trusted or work cannot be done; `skipped`: nothing to look at, which is not a fault. */
export type FindingStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** What one check found: a line for people, values for programs. */
export interface Finding {
  /** Unique within an examination. */
  readonly name: string;
  readonly status: FindingStatus;
  readonly detail: string;
  /** What to do about a warning or failure. */
  readonly remedy?: string;
  /** Plain data, by name; units stand in the names. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Findings on one subject. */
export interface FindingSection {
  readonly title: string;
  readonly findings: readonly Finding[];
}
