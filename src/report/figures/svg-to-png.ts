import { Resvg } from '@resvg/resvg-js';
import { LabError } from '../../errors/lab-error.ts';

/** Pixels per px: sharp on any screen. */
const DENSITY = 2;
let hasFonts: boolean | undefined;

/** An SVG figure as PNG, `density` pixels per px, set in the system's typefaces. Throws {@link LabError} where the system has none: figures without words are of no use. */
export function svgToPng(svg: string, density: number = DENSITY): Uint8Array {
  hasFonts ??= drawsText();
  if (!hasFonts)
    throw new LabError('PNG figures need a typeface, and this system has none', {
      exitCode: 1,
      remedy: 'Install one, such as the package fonts-dejavu-core, or take the SVG figures.',
    });
  return render(svg, density).asPng();
}

function render(svg: string, zoom: number): ReturnType<Resvg['render']> {
  return new Resvg(svg, { fitTo: { mode: 'zoom', value: zoom }, font: { loadSystemFonts: true } }).render();
}

/** Whether a word leaves anything on an empty ground. */
function drawsText(): boolean {
  const { pixels } = render(
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" font-family="system-ui, sans-serif"><text x="2" y="15">word</text></svg>',
    1,
  );
  return pixels.some((value) => value !== 0);
}
