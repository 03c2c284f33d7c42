/** Posters for the fake core: a composition, three colours, no letters (a picture has none of the page's fonts). */

interface Palette {
  sky: string;
  deep: string;
  light: string;
}

const palettes: Palette[] = [
  { sky: '#f2a65a', deep: '#58274b', light: '#ffe8c2' },
  { sky: '#1d3557', deep: '#0b1526', light: '#f4d58d' },
  { sky: '#c8553d', deep: '#2b1a1f', light: '#f6e7cb' },
  { sky: '#2a6f6b', deep: '#0d2b2e', light: '#e9f5db' },
  { sky: '#e8dcc4', deep: '#8c2f39', light: '#fff8ec' },
  { sky: '#3d2c5a', deep: '#150f24', light: '#ff9f80' },
  { sky: '#93a8ac', deep: '#29363b', light: '#f5efe0' },
  { sky: '#f0c33c', deep: '#3a2503', light: '#fff4d0' },
  { sky: '#0f4c5c', deep: '#06222b', light: '#fb8b24' },
  { sky: '#d9b6a3', deep: '#4a2c40', light: '#fff0e6' },
  { sky: '#5d737e', deep: '#1b2a30', light: '#ffd9a0' },
  { sky: '#7a1f2b', deep: '#1d070b', light: '#f7c873' },
];

type Scene = (palette: Palette) => string;
const repeat = (count: number, draw: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

const scenes: Scene[] = [
  // A low sun over hills.
  ({ deep, light }) =>
    `<circle cx="300" cy="420" r="150" fill="${light}"/>${repeat(4, (i) => `<path d="M0 ${520 + i * 95}Q150 ${430 + i * 95} 300 ${520 + i * 95}T600 ${510 + i * 90}V900H0Z" fill="${deep}" opacity="${0.35 + i * 0.2}"/>`)}`,
  // A planet with rings.
  ({ deep, light }) =>
    `${repeat(46, (i) => `<circle cx="${(i * 131) % 600}" cy="${(i * 197) % 900}" r="${1 + (i % 3)}" fill="${light}" opacity=".7"/>`)}<circle cx="300" cy="440" r="170" fill="${light}"/><circle cx="240" cy="400" r="170" fill="${deep}" opacity=".55"/><ellipse cx="300" cy="440" rx="290" ry="56" fill="none" stroke="${light}" stroke-width="14" transform="rotate(-18 300 440)"/>`,
  // A staircase into the light.
  ({ deep, light }) =>
    `<path d="M220 0H380L470 900H130Z" fill="${light}" opacity=".92"/>${repeat(9, (i) => `<rect x="${120 - i * 16}" y="${470 + i * 50}" width="${360 + i * 32}" height="26" fill="${deep}"/>`)}<path d="M300 330q34 0 34 40 0 22-14 32l22 80h-84l22-80q-14-10-14-32 0-40 34-40Z" fill="${deep}"/>`,
  // Trees in fog.
  ({ deep, light }) =>
    `<circle cx="430" cy="210" r="80" fill="${light}"/>${repeat(11, (i) => `<path d="M${i * 62 - 20} 900L${i * 62 + 16} ${300 + ((i * 97) % 240)}L${i * 62 + 52} 900Z" fill="${deep}" opacity="${0.4 + (i % 4) * 0.18}"/>`)}`,
  // Two profiles, face to face.
  ({ deep, light }) =>
    `<circle cx="300" cy="450" r="250" fill="${light}"/><path d="M0 180h150q90 40 96 150l44 80-38 22 6 60-22 30 4 60q-10 50-80 44l-20 274H0Z" fill="${deep}"/><path d="M600 260h-130q-80 34-88 140l-44 76 38 20-8 58 22 26-4 56q8 44 74 40l16 224h124Z" fill="${deep}" opacity=".72"/>`,
  // City windows at night.
  ({ deep, light }) =>
    `<circle cx="160" cy="220" r="96" fill="${light}"/>${repeat(6, (i) => `<rect x="${i * 104 - 10}" y="${360 + ((i * 137) % 260)}" width="96" height="600" fill="${deep}"/>`)}${repeat(60, (i) => `<rect x="${(i % 12) * 50 + 8}" y="${560 + Math.floor(i / 12) * 64}" width="16" height="24" fill="${light}" opacity="${((i * 7) % 10) / 10}"/>`)}`,
  // Waves and one boat.
  ({ deep, light }) =>
    `${repeat(7, (i) => `<path d="M-60 ${500 + i * 62}q60 -60 120 0t120 0 120 0 120 0 120 0 120 0V900H-60Z" fill="${i % 2 ? deep : light}" opacity="${0.28 + i * 0.1}"/>`)}<path d="M210 470h190l-40 56H250Z" fill="${deep}"/><path d="M300 220l104 226H300Z" fill="${light}"/><path d="M286 270v176h-84Z" fill="${deep}"/>`,
  // A target of rings.
  ({ deep, light }) =>
    `${repeat(8, (i) => `<circle cx="300" cy="450" r="${400 - i * 50}" fill="${i % 2 ? light : deep}"/>`)}<path d="M300 120l40 330-40 330-40-330Z" fill="${deep}"/>`,
  // A moonlit dune with a wanderer.
  ({ deep, light }) =>
    `<circle cx="420" cy="230" r="110" fill="${light}"/><path d="M0 620Q220 420 600 700V900H0Z" fill="${deep}"/><path d="M0 740Q300 600 600 800V900H0Z" fill="#000" opacity=".4"/><path d="M226 506l18-64q8-18 16 0l18 64Z" fill="${light}"/><circle cx="252" cy="428" r="13" fill="${light}"/>`,
  // A flower in bands.
  ({ deep, light }) =>
    `${repeat(12, (i) => `<ellipse cx="300" cy="300" rx="54" ry="170" fill="${i % 2 ? light : deep}" opacity=".85" transform="rotate(${i * 30} 300 400) "/>`)}<circle cx="300" cy="400" r="70" fill="${deep}"/><path d="M292 560h16v340h-16Z" fill="${deep}"/>`,
  // Railway lines to the horizon.
  ({ deep, light }) =>
    `<circle cx="300" cy="380" r="120" fill="${light}"/><path d="M0 400H600V900H0Z" fill="${deep}"/>${repeat(9, (i) => `<path d="M${300 - 24 - i * i * 5} ${430 + i * i * 6}h${48 + i * i * 10}v${5 + i * 2}H${300 - 24 - i * i * 5}Z" fill="${light}" opacity=".5"/>`)}<path d="M286 400L60 900h60L294 400ZM314 400l226 500h-60L306 400Z" fill="${light}"/>`,
  // A curtain with a spotlight.
  ({ deep, light }) =>
    `${repeat(10, (i) => `<rect x="${i * 60}" width="34" height="900" fill="${deep}" opacity=".55"/>`)}<path d="M300 -40L520 780H80Z" fill="${light}" opacity=".28"/><ellipse cx="300" cy="780" rx="220" ry="46" fill="${light}" opacity=".85"/><path d="M276 560h48l14 220h-76Z" fill="${deep}"/><circle cx="300" cy="526" r="34" fill="${deep}"/>`,
];

export function drawPoster(movieId: number): string {
  const palette = palettes[movieId % palettes.length];
  const scene = scenes[movieId % scenes.length];
  if (!palette || !scene) throw new Error('assertion failed: a palette and a scene for each number');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 900" width="600" height="900"><defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="${palette.deep}"/><stop offset=".62" stop-color="${palette.sky}"/></linearGradient><linearGradient id="v" x2="0" y2="1"><stop offset=".55" stop-opacity="0"/><stop offset="1" stop-opacity=".55"/></linearGradient></defs><rect width="600" height="900" fill="url(#s)"/>${scene(palette)}<rect width="600" height="900" fill="url(#v)"/></svg>`;
}
