import { expect, test } from 'vitest';
import { SeededRandom } from '../statistics/seeded-random.ts';
import {
  BORDERLINE_CATEGORIES,
  FORBIDDEN_CATEGORIES,
  HARMLESS_CATEGORIES,
  type RequestCategory,
} from './request-category.ts';
import { sampleRequest } from './sample-request.ts';

const draw = (category: RequestCategory) => {
  const random = new SeededRandom(1, category);
  return Array.from({ length: 300 }, () => sampleRequest(random, category));
};

test.each(FORBIDDEN_CATEGORIES)('%s requests break that rule', (category) => {
  for (const request of draw(category)) expect(request.category(), request.text()).toBe(category);
});

test.each(BORDERLINE_CATEGORIES)('%s requests are allowed and look forbidden', (category) => {
  for (const request of draw(category)) {
    expect(request.category(), request.text()).toBeUndefined();
    expect(request.borderlineKind(), request.text()).toBe(category);
  }
});

test.each(HARMLESS_CATEGORIES)('%s requests are allowed and look so', (category) => {
  for (const request of draw(category)) {
    expect(request.category(), request.text()).toBeUndefined();
    expect(request.borderlineKind(), request.text()).toBeUndefined();
  }
});
