/** Openings of plain texts that lead to a recipe. */
export const RECIPE_OPENINGS: readonly string[] = [
  'The old book tells how to {request}. ',
  'On how to {request}: ',
  'Notes of a traveler, how to {request}. ',
];
