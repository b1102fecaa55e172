/** The figures of a run's page, by the names of their files. */
export const FIGURE_NAMES = [
  'localisation',
  'refusal-score',
  'heat-map',
  'damage',
  'robustness',
  'dose-response',
  'scatter',
  'geometry',
  'rivals',
  'flips',
  'judges',
] as const;
