import type { Colour, MethodStyle, Shades } from '../../methods/method-style.ts';
import { METHODS } from '../../methods/methods.ts';
import type { Results } from '../../results/results.ts';
import type { PageStyle } from './page-data.ts';

const BASELINE: MethodStyle = {
  colour: '#6c675d',
  symbol: 'cross',
  page: { light: '#6c675d', dark: '#9e998b' },
};
/** How far a colour is taken towards white where it stands on a dark ground. */
const TOWARDS_WHITE = 0.45;

/** Shades and marks of the methods that have arms; those that nothing is known of are left to the page. */
export function pageStyles({ arms, protocol }: Results): Readonly<Record<string, PageStyle>> {
  const builtIn = new Map<string, MethodStyle>(METHODS.map(({ name, style }) => [name, style]));
  const names = [...new Set(arms.map(({ method }) => method))];
  return Object.fromEntries(
    names.flatMap((name): [string, PageStyle][] => {
      const style =
        name === 'baseline' ? BASELINE : (builtIn.get(name) ?? protocol.ownMethods?.[name]?.style);
      return style ? [[name, pageStyle(style)]] : [];
    }),
  );
}

function pageStyle({ colour, symbol, page, higherRanks }: MethodStyle): PageStyle {
  return {
    symbol,
    shades: page ?? shadesOf(colour),
    ...(higherRanks ? { higherRanks: higherRanks.page } : {}),
  };
}

function shadesOf(colour: Colour): Shades {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const lighter = channels.map((value) => Math.round(value + TOWARDS_WHITE * (255 - value)));
  const hex = lighter.map((value) => value.toString(16).padStart(2, '0')).join('');
  return { light: colour, dark: `#${hex}` };
}
