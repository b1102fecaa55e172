import { unpackPage } from '../../../src/report/page/pack-page.ts';
import type { PageData } from '../../../src/report/page/page-data.ts';

/** The data that stand in the page. */
export function readData(document: Document): PageData {
  const text = document.getElementById('page-data')?.textContent;
  if (!text) throw new Error('this is the template of a report: it holds no data');
  return unpackPage(JSON.parse(text));
}
