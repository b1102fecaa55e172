// Pictures of the pages for docs/images: `npm run screenshots` (the lab), `npm run screenshots -- RUN` (and a run's report),
// `--whole`: the whole length of them, in both colours, and as printed. Needs a build and the system's chromium.
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { modelSite } from '../../dist/lab-server/model-site.js';
import { pageSite } from '../../dist/lab-server/page-site.js';
import { startSiteServer } from '../../dist/lab-server/site-server.js';
import { resolveModel } from '../../dist/stages/model/resolve-model.js';
import { launchChromium } from './chromium.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'docs/images' },
    whole: { type: 'boolean', default: false },
  },
});
/** Width and height in CSS pixels; the phone's picture is taken at twice that. */
const SIZES = [
  { width: 1280, height: 1100 },
  { width: 390, height: 844 },
];
const folder = resolve(values.out);

/** @param {string} name of the picture @param {string} url @param {string} ready selector of what has to be there first */
async function picture(context, name, url, ready) {
  for (const { width, height } of SIZES)
    for (const colorScheme of values.whole ? ['light', 'dark'] : ['light']) {
      const page = await context.newPage();
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height });
      await page.goto(url);
      await page.waitForSelector(ready);
      await page.evaluate('document.fonts.ready');
      const path = join(folder, `${name}-${width}${colorScheme === 'dark' ? '-dark' : ''}.png`);
      await page.screenshot({ path, fullPage: values.whole });
      console.log(path);
      if (values.whole && width === SIZES[0].width && colorScheme === 'light') {
        await page.pdf({ path: join(folder, `${name}.pdf`), format: 'A4' });
        console.log(join(folder, `${name}.pdf`));
      }
      await page.close();
    }
}

mkdirSync(folder, { recursive: true });
const { context, close } = await launchChromium();
try {
  for (const given of positionals) {
    const file = given.endsWith('.html') ? given : join(given, 'report.html');
    if (!existsSync(file)) throw new Error(`${file} does not exist: refusal-lab report ${given} makes it`);
    const name = given.endsWith('.html') ? 'comparison' : 'report';
    await picture(context, name, pathToFileURL(resolve(file)).href, 'main h2');
  }
  if (positionals.length === 0) {
    const checkpoint = await resolveModel('organism:aligned');
    const pages = resolve(import.meta.dirname, '../../dist/lab-page');
    const server = await startSiteServer(
      new Map([...pageSite(pages), ...modelSite(checkpoint, { source: 'organism' })]),
      0,
    );
    // Both sweeps done, the candidates at the first token there.
    await picture(context, 'lab', server.url, '.bench:not(.busy):not(:has(.tone-unknown)) .candidates');
    await server.close();
  }
} finally {
  await close();
}
