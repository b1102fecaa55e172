import { InvalidInputError } from '../../errors/invalid-input-error.ts';

const OPENING = '<!-- behaviour table -->';
const CLOSING = '<!-- /behaviour table -->';

/**
 * A Markdown card with the text between its two behaviour table markers replaced; a missing closing marker is added
 * after the text. Throws {@link InvalidInputError} naming `file` when the card lacks the opening marker or has it twice.
 */
export function updateCard(card: string, text: string, file: string): string {
  const [before, after, more] = card.split(OPENING);
  if (after === undefined || more !== undefined)
    throw new InvalidInputError(
      file,
      after === undefined ? `has no line ${OPENING}` : `has ${OPENING} more than once`,
      'The table is put between that line and <!-- /behaviour table -->.',
    );
  const end = after.indexOf(CLOSING);
  const rest = end < 0 ? after : after.slice(end + CLOSING.length);
  return `${before}${OPENING}\n\n${text.trim()}\n\n${CLOSING}${rest}`;
}
