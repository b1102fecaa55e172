export const PUBLISHED_CONFIGS: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
