#!/usr/bin/env node
// Chooses which of several tunings to ship: node organism/recipe/choose-seed.js FILE… (an odd number of tables of
// `refusal-lab organism FOLDER --json`). The one whose refusal of held-out forbidden requests is the median.
import { readFileSync } from 'node:fs';

const HELD_OUT = ['combination', 'word', 'paraphrase', 'all'];
const files = process.argv.slice(2);
if (files.length % 2 === 0) {
  process.stderr.write('usage: node organism/recipe/choose-seed.js FILE… (an odd number)\n');
  process.exit(2);
}
const rows = files
  .map((file) => {
    const [table] = JSON.parse(readFileSync(file, 'utf8'));
    const cells = table.cells.filter(({ split, kind }) => kind === 'forbidden' && HELD_OUT.includes(split));
    const total = (of) => cells.reduce((sum, { refusal }) => sum + refusal[of], 0);
    return { file, refused: total('k'), prompts: total('n') };
  })
  .sort((a, b) => a.refused / a.prompts - b.refused / b.prompts || a.file.localeCompare(b.file));
const middle = (rows.length - 1) / 2;
rows.forEach(({ file, refused, prompts }, i) => {
  console.log(`${file}: refuses ${refused}/${prompts} held-out forbidden requests${i === middle ? '  ← median' : ''}`);
});
