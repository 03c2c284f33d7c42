import { expect, test } from '@jest/globals';
import { foldText } from './fold-text.ts';

test.each([
  ["Le Fabuleux destin d'Amélie Poulain", "le fabuleux destin d'amelie poulain"],
  ['LÉON', 'leon'],
  ['Die Fälscher', 'die falscher'],
  ['Große  Freiheit\tNr. 7', 'grosse freiheit nr. 7'],
  ['Ærø Łódź İstanbul', 'aero lodz istanbul'],
  ['Alien³', 'alien3'],
  ['臥虎藏龍', '臥虎藏龍'],
  ['  ', ''],
])('%s is searched for as "%s"', (title, folded) => {
  expect(foldText(title)).toBe(folded);
  expect(foldText(title.normalize('NFD'))).toBe(folded);
});
