/** `defaults` overridden by the given fields; an undefined field counts as left out. */
export function withDefaults<Fields extends object>(
  defaults: Fields,
  given: Partial<Fields> | undefined,
): Fields {
  const known = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(known) };
}
