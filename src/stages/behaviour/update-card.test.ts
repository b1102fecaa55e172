import { describe, expect, it } from 'vitest';
import { updateCard } from './update-card.ts';

const OPENING = '<!-- behaviour table -->';

describe('updateCard', () => {
  it('puts a missing closing marker in, and replaces what lies between from then on', () => {
    const once = updateCard(`a\n\n${OPENING}\n\nb\n`, '| 1 |', 'card.md');
    expect(once).toBe(`a\n\n${OPENING}\n\n| 1 |\n\n<!-- /behaviour table -->\n\nb\n`);
    expect(updateCard(once, '| 1 |', 'card.md')).toBe(once);
    expect(updateCard(once, '| 2 |', 'card.md')).toBe(once.replace('1', '2'));
  });

  it('needs the opening marker, once', () => {
    expect(() => updateCard('a', 'x', 'card.md')).toThrow(/^card\.md: has no line/);
    expect(() => updateCard(OPENING + OPENING, 'x', 'card.md')).toThrow(/more than once/);
  });
});
