import { expect, test } from '@jest/globals';
import { embedPosterFont } from './poster-font.ts';

test('a poster brings its own font, since a picture in a page may load nothing', () => {
  const poster = embedPosterFont('<svg xmlns="http://www.w3.org/2000/svg"><text>Léon</text></svg>');
  expect(poster).toMatch(
    /^<svg [^>]*><style>@font-face\{font-family:Outfit;.*base64,[A-Za-z0-9+/=]{10000,}\).*<\/style><text>Léon<\/text><\/svg>$/,
  );
});

test('what is no poster is left alone', () => {
  expect(embedPosterFont('')).toBe('');
});
