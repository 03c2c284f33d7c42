import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { repairAccents } from './repair-accents.ts';

const rows = JSON.parse(readFileSync(new URL('./movies.json', import.meta.url), 'utf8')) as Record<string, unknown>[];

/** Every text of the list that is not plain ASCII, checked by eye. */
const texts: Record<string, string> = {
  'AstÈrix aux Jeux Olympiques': 'Astérix aux Jeux Olympiques',
  "De battre mon coeur s'est arrÍtÈ": "De battre mon coeur s'est arrêté",
  'Les BronzÈs 3: amis pour la vie': 'Les Bronzés 3: amis pour la vie',
  'Per qualche dollaro in pi˘': 'Per qualche dollaro in più',
  "I Love You Ö Don't Touch Me!": "I Love You … Don't Touch Me!",
  'Alien³': 'Alien³',
  'The Naked Gun 2Ω: The Smell of Fear': 'The Naked Gun 2½: The Smell of Fear',
  LÈon: 'Léon',
  'Ri¢hie Ri¢h': 'Ri¢hie Ri¢h',
  "Le Fabuleux destin d'AmÈlie Poulain": "Le Fabuleux destin d'Amélie Poulain",
  'AimÈe & Jaguar': 'Aimée & Jaguar',
  'La mala educaciÛn': 'La mala educación',
  CachÈ: 'Caché',
  'Die F‰lscher': 'Die Fälscher',
  'DÈj‡ Vu': 'Déjà Vu',
  IndigËnes: 'Indigènes',
  'Obsluhoval jsem anglickÈho kr·le': 'Obsluhoval jsem anglického krále',
  'La MÙme': 'La Môme',
  'Joyeux NoÎl': 'Joyeux Noël',
  MoliËre: 'Molière',
};

test('every title, director and distributor of the list with an accent or a sign reads as it was written', () => {
  const found = new Set(
    rows
      .flatMap((row) => Object.values(row))
      .filter((value): value is string => typeof value === 'string' && /[^\x20-\x7e]/.test(value)),
  );
  expect(Object.fromEntries([...found].map((text) => [text, repairAccents(text)]))).toEqual(texts);
});

test('what is right stays, also when it was repaired already', () => {
  for (const text of Object.values(texts)) expect(repairAccents(text)).toBe(text);
});

test.each([
  'École nationale',
  'AMÉLIE',
  'WALL·E',
  'Wait…what',
  'À bout de souffle',
  'Ôdishon',
  'Şaban Oğlu',
  'Ελλάδα',
  '卧虎藏龙',
  'Броненосец «Потёмкин»',
  'Ångström',
  'Œdipe',
  'Ø',
  'Žižek!',
  'L’Été',
  'El Niño – ½ preis',
  'Über',
  'Naïve',
  'π',
  '',
])('%s was never damaged', (text) => {
  expect(repairAccents(text)).toBe(text);
});
