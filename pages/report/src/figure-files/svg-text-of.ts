import { escapeXml } from '../../../../src/report/figures/escape-xml.ts';

/** An element with all in it as SVG text: the same elements give the same bytes. Lengths are cut to a hundredth of a pixel. */
export function svgTextOf(element: Element): string {
  const name = element.tagName.toLowerCase();
  const attributes = [...element.attributes].map(
    (attribute) => ` ${attribute.name}="${escapeXml(attribute.value).replace(LONG_NUMBERS, shorten)}"`,
  );
  const inside = [...element.childNodes].map((node) => {
    if (node.nodeType === 1) return svgTextOf(node as Element);
    return node.nodeType === 3 ? escapeXml(node.textContent ?? '') : '';
  });
  return inside.length === 0
    ? `<${name}${attributes.join('')}/>`
    : `<${name}${attributes.join('')}>${inside.join('')}</${name}>`;
}

const LONG_NUMBERS = /-?\d+\.\d{3,}(e-?\d+)?/g;

const shorten = (digits: string): string => String(Number(Number(digits).toFixed(2)));
