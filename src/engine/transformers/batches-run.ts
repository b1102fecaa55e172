/** The batches that the transformers engine ran: they follow from a request's lengths, until memory runs out. */
export interface BatchesRun {
  /** Largest number of rows in one pass. */
  readonly rows: number;
  /** Largest number of tokens in one pass, padding included. */
  readonly tokens: number;
  /** How often batches were halved after memory had run out. */
  readonly halvings: number;
}
