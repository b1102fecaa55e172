/** Which token of which answer (0: unattacked, 1: intervened) is looked at. */
export interface Look {
  readonly along: 0 | 1;
  readonly step: number;
}
