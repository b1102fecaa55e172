/** Outcomes of a test prompt set, one letter per prompt: d degenerate, r refused, c complied, u cut off, x deflected. */
export interface PagePrompts {
  readonly set: string;
  readonly ids: readonly string[];
  readonly outcomes: Readonly<Record<string, string>>;
}
