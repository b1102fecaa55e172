import { escapeXml } from '../figures/escape-xml.ts';
import { embedJson } from './embed-json.ts';
import { packPage } from './pack-page.ts';
import type { PageData } from './page-data.ts';

const TITLE = '<title>refusal-lab</title>';
const DATA = '<!--page:data-->';
const FALLBACK = '<!--page:fallback-->';

/** The built page around its data: one HTML file that needs nothing else. Throws where the template has no place for them. */
export function fillTemplate(template: string, data: PageData): string {
  const parts: Readonly<Record<string, string>> = {
    [TITLE]: `<title>${escapeXml(data.title)}</title>`,
    [DATA]: `<script type="application/json" id="page-data">${embedJson(packPage(data))}</script>`,
    [FALLBACK]: data.headline.map((sentence) => `<p>${escapeXml(sentence.replaceAll('`', ''))}</p>`).join(''),
  };
  return Object.entries(parts).reduce((html, [place, text]) => {
    const at = html.indexOf(place);
    if (at < 0) throw new Error(`the page's template has no ${place}`);
    return html.slice(0, at) + text + html.slice(at + place.length);
  }, template);
}
