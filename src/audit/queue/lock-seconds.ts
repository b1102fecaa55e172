/** How long a unit is kept for a worker that gives no sign of life: a fit of large layers holds its main thread for some of them. */
export const LOCK_SECONDS = 60;
