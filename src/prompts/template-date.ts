import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** The date that chat templates see unless another is given: what Llama 3.1's own template takes where it is told none. Fixed, so that a result is the same on another day. */
export const TEMPLATE_DATE = '2024-07-26';

/** Whether a text is a date as `YYYY-MM-DD`. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** A date as templates see it; noon is the same day in most of the world. Throws InvalidInputError naming `date`. */
export function templateTime(date: string): Date {
  if (!isDate(date))
    throw new InvalidInputError(`\`date: ${date}\``, `expected a date such as ${TEMPLATE_DATE}`);
  return new Date(`${date}T12:00:00Z`);
}
