import { drawSvgFile, type SvgFileText } from '../figure-files/draw-svg-file.ts';

/** A figure of the page as a file of its own, in light colours. */
export function svgFile(
  figure: SVGSVGElement,
  text: SvgFileText,
): { readonly text: string; readonly width: number; readonly height: number } {
  const root = document.documentElement;
  const { theme } = root.dataset;
  root.dataset.theme = 'light';
  try {
    const { svg, width, height } = drawSvgFile(figure, text, (element) => {
      const style = getComputedStyle(element);
      return (property) => style.getPropertyValue(property);
    });
    return { text: new XMLSerializer().serializeToString(svg), width, height };
  } finally {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
  }
}
