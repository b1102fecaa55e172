/** Pixels a px: sharp in print at the width of a column. */
const DENSITY = 3;

/** An SVG file as PNG. Typefaces are those of the system: an image loads none of the page's. */
export async function pngFile(svg: {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg.text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(svg.width * DENSITY);
    canvas.height = Math.round(svg.height * DENSITY);
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('the browser made no PNG'))),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
