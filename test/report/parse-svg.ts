import { DOMParser } from 'linkedom';

/** Parses an SVG file after checking that it is well-formed XML: tags balanced, no bare `&`, one root. */
export function parseSvg(svg: string) {
  const open: string[] = [];
  let roots = 0;
  const text = svg
    .replace(/<\?xml[^>]*\?>/, '')
    .replace(/<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, end, name, __, empty) => {
      if (end) {
        if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      } else {
        if (open.length === 0) roots++;
        if (!empty) open.push(name);
      }
      return '';
    });
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  if (roots !== 1) throw new Error(`${roots} roots`);
  if (/[<>]/.test(text)) throw new Error(`not a tag: ${/.{0,40}[<>].{0,40}/.exec(text)?.[0]}`);
  const bare = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.exec(svg);
  if (bare) throw new Error(`bare & near ${svg.slice(bare.index, bare.index + 30)}`);
  return new DOMParser().parseFromString(svg, 'image/svg+xml');
}
