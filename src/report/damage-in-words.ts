import { DAMAGE_BUDGET } from '../metrics/damage-budget.ts';

/** How much a damage is, as the glossary has it: nats per token; null where it was not reached. */
export function damageInWords(nats: number | null): string {
  if (nats === null) return 'model broken';
  if (nats === 0) return 'none';
  if (nats <= DAMAGE_BUDGET / 10) return 'hardly any';
  if (nats <= DAMAGE_BUDGET) return 'little';
  return nats <= 1 ? 'large' : 'another model';
}
