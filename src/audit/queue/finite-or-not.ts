import { z } from 'zod';

/** Any number: NaN and infinities, which zod's own refuses, are values of broken models. */
export const anyNumber = z.custom<number>((value) => typeof value === 'number', 'expected a number');
