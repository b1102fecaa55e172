/** How the packaged models are named on the command line and in the library: `organism:aligned`. */
export const ORGANISM_PREFIX = 'organism:';

/** Whether a model is named as one of the packaged ones, whether or not there is one of that name. */
export const isOrganismName = (model: string): boolean => model.startsWith(ORGANISM_PREFIX);
