import { GLOSSARY } from '../glossary.ts';

/** The glossary as a list: `- **arm**: One intervention …`. */
export const markdownGlossary = (): string[] =>
  Object.values(GLOSSARY).map(({ term, meaning }) => `- **${term}**: ${meaning}`);
