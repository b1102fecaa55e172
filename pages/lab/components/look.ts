/** The selected token and its answer (0: unattacked, 1: intervened). */
export interface Look {
  readonly along: 0 | 1;
  readonly step: number;
}
