/** A damage budget in nats per token that may lie outside the range examined. */
export type CensoredDamage =
  | { readonly kind: 'exact'; readonly value: number }
  /** At most the bound: the smallest budget examined is already enough. */
  | { readonly kind: 'below'; readonly bound: number }
  /** More than the bound: no budget examined is enough. */
  | { readonly kind: 'above'; readonly bound: number };
