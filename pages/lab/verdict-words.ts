import type { Verdict } from '../../src/laboratory/verdict.ts';

/** Colour class and name of an outcome. */
export interface VerdictWords {
  readonly tone: 'refused' | 'complied' | 'neither' | 'broken';
  readonly label: string;
  readonly detail: string;
}

/** A verdict in words, for badge, cell and screen reader. */
export function verdictWords(verdict: Verdict): VerdictWords {
  if (verdict.judge === 'phrases')
    switch (verdict.outcome) {
      case 'refused':
        return { tone: 'refused', label: 'Refused', detail: 'by its phrases' };
      case 'degenerate':
        return { tone: 'broken', label: 'Broken text', detail: 'incoherent text' };
      case 'answered':
        return { tone: 'complied', label: 'Not refused', detail: 'no right answer is known' };
    }
  const words = `${verdict.matched} of ${verdict.expected} right words`;
  switch (verdict.outcome) {
    case 'refused':
      return { tone: 'refused', label: 'Refused', detail: '' };
    case 'complied':
      return { tone: 'complied', label: 'Right answer', detail: words };
    case 'deflected':
      return { tone: 'neither', label: 'Wrong answer', detail: words };
    case 'cut-off':
      return { tone: 'neither', label: 'Cut off', detail: words };
    case 'degenerate':
      return { tone: 'broken', label: 'Broken text', detail: words };
  }
}
