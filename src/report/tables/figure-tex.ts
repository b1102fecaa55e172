import type { DrawnFigure } from '../figures/figure-renderer.ts';
import { escapeLatex } from './escape-latex.ts';

const PX_PER_INCH = 96;

/** A LaTeX float that includes a figure's file of the same name at its own width, its title and what the page says below it as caption. Needs the package graphicx. */
export function figureTex(name: string, { title, description, width }: DrawnFigure): string {
  const inches = Math.round((100 * width) / PX_PER_INCH) / 100;
  return [
    '% \\usepackage{graphicx}',
    '\\begin{figure}',
    '  \\centering',
    `  \\includegraphics[width=${inches}in]{${name}}`,
    `  \\caption{${escapeLatex(`${title}.`)}${description === '' ? '' : ` ${escapeLatex(description)}`}}`,
    `  \\label{fig:${name}}`,
    '\\end{figure}',
    '',
  ].join('\n');
}
