import { InvalidArgumentError } from 'commander';
import { isDate, TEMPLATE_DATE } from '../../prompts/template-date.ts';

export function parseDate(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError(`Expected a date such as ${TEMPLATE_DATE}.`);
  return text;
}
