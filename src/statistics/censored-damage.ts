/** A damage budget in nats per token that may lie outside the range that was looked at. */
export type CensoredDamage =
  | { readonly kind: 'exact'; readonly value: number }
  /** At most the bound: the smallest budget looked at is already enough. */
  | { readonly kind: 'below'; readonly bound: number }
  /** More than the bound: no budget looked at is enough. */
  | { readonly kind: 'above'; readonly bound: number };
