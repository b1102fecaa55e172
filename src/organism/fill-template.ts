/** Replaces each `{name}` by its value; a template of this folder never names a value that is missing. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name]);
}
