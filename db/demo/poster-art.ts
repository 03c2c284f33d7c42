import type { Palette } from './poster-palettes.ts';
import { escapeXml, type Setting } from './poster-type.ts';

/** The poster's paper: 600 by 900, with a margin on every side. */
export const paper = { width: 600, height: 900, margin: 48 } as const;

export interface Motif {
  palette: Palette;
  /** 0 <= n < 1, the same sequence for the same film. */
  random: () => number;
  /** The film's name, for art made of type. */
  name: string;
}

/** A composition's picture and where its words go. */
export interface Composition {
  art: string;
  /** Art for what the title leaves free, once it is set: it begins at `top`. */
  fill?: (title: Setting, top: number) => string;
  /** Top and bottom of the title's room; it is set against the named edge. */
  title: { top: number; bottom: number; against: 'top' | 'bottom'; sizeMax: number; capitals: boolean };
  /** The line of director, year and rating. */
  credits: 'top' | 'bottom';
  /** What lies behind the words. */
  wordsOn: 'ground' | 'ink';
}

const below = (top: number, capitals = false) =>
  ({ top, bottom: 788, against: 'bottom', sizeMax: 150, capitals }) as const;

const mirror = (mirrored: boolean) => (mirrored ? ' transform="matrix(-1 0 0 1 600 0)"' : '');
const pick = (random: () => number, from: number, to: number) => Math.round(from + random() * (to - from));

/** A low sun, cut into slats towards the horizon. */
function drawSun({ palette, random }: Motif): Composition {
  const x = pick(random, 210, 390);
  const slats = Array.from(
    { length: 7 },
    (_, i) => `<path d="M0 ${330 + i * 32}h600" stroke-width="${4 + i * 3.4}"/>`,
  ).join('');
  const art = `<circle cx="${x}" cy="316" r="226" fill="${palette.accent}"/><g stroke="${palette.ground}">${slats}</g><circle cx="${x > 300 ? 84 : 516}" cy="118" r="26" fill="${palette.second}"/>`;
  return { art, title: below(572), credits: 'bottom', wordsOn: 'ground' };
}

/** Rings around a point near the edge, as of a record or a stare. */
function drawRings({ palette, random }: Motif): Composition {
  const x = pick(random, 300, 470);
  const y = pick(random, 210, 290);
  const rings = Array.from(
    { length: 8 },
    (_, i) => `<circle cx="${x}" cy="${y}" r="${92 + i * 46}" stroke="${i % 3 === 1 ? palette.second : palette.ink}"/>`,
  ).join('');
  const art = `<g fill="none" stroke-width="15">${rings}</g><circle cx="${x}" cy="${y}" r="58" fill="${palette.accent}"/><path d="M-2 552h604v350H-2z" fill="${palette.ground}"/>`;
  return { art, title: below(584), credits: 'bottom', wordsOn: 'ground' };
}

/** Stripes side by side that come down and turn, as on the walls of 1974. */
function drawStripes({ palette, random }: Motif): Composition {
  const start = pick(random, 90, 150);
  const colours = [palette.accent, palette.second, palette.ink, palette.accent, palette.second];
  const stripes = colours.map((colour, i) => {
    const radius = 330 - i * 58;
    return `<path d="M${start + i * 58} 0V${508 - 330}a${radius} ${radius} 0 0 0 ${radius} ${radius}H600" stroke="${colour}"/>`;
  });
  const art = `<g fill="none" stroke-width="46"${mirror(random() < 0.5)}>${stripes.join('')}</g>`;
  return { art, title: below(572, true), credits: 'bottom', wordsOn: 'ground' };
}

/** Dots of print that swell towards an edge. A row of dots is one dashed line with round ends. */
function drawHalftone({ palette, random }: Motif): Composition {
  const step = 40;
  const rise = random() < 0.5;
  const rows = Array.from({ length: 14 }, (_, i) => {
    const y = rise ? 900 - i * step : i * step;
    return `<path d="M${i % 2 === 0 ? 0 : step / 2} ${y}h640" stroke-width="${(46 - i * 3.3).toFixed(1)}"/>`;
  });
  const disc = `<circle cx="${pick(random, 170, 430)}" cy="${rise ? 560 : 330}" r="104" fill="${palette.second}"/>`;
  const dots = `<g stroke="${palette.accent}" stroke-linecap="round" stroke-dasharray="0 ${step}">${rows.join('')}</g>`;
  const title = rise ? ({ top: 116, bottom: 360, against: 'top', sizeMax: 150, capitals: false } as const) : below(566);
  return { art: disc + dots, title, credits: rise ? 'top' : 'bottom', wordsOn: 'ground' };
}

/** Four rows of building blocks. */
function drawTiles({ palette, random }: Motif): Composition {
  const side = 150;
  const colours = [palette.accent, palette.second, palette.ground];
  const shapes = [
    (x: number, y: number) => `M${x} ${y}h150a150 150 0 0 1-150 150z`,
    (x: number, y: number) => `M${x + side} ${y + side}h-150a150 150 0 0 1 150-150z`,
    (x: number, y: number) => `M${x} ${y + side}v-150a150 150 0 0 1 150 150z`,
    (x: number, y: number) => `M${x} ${y + 75}a75 75 0 0 1 150 0a75 75 0 0 1-150 0z`,
    (x: number, y: number) => `M${x} ${y}h150a75 75 0 0 1-150 0z`,
    (x: number, y: number) => `M${x} ${y + side}L${x + side} ${y}v150z`,
  ];
  const tiles = Array.from({ length: 16 }, (_, i) => {
    const [x, y] = [(i % 4) * side, Math.floor(i / 4) * side];
    const shape = shapes[Math.floor(random() * shapes.length)]?.(x, y) ?? '';
    const under = random() < 0.22 ? `<path d="M${x} ${y}h150v150h-150z" fill="${palette.second}"/>` : '';
    const colour = under === '' ? colours[Math.floor(random() * colours.length)] : palette.accent;
    return `${under}<path d="${shape}" fill="${colour}"/>`;
  });
  const art = `<path d="M0 0h600v900H0z" fill="${palette.ink}"/>${tiles.slice(0, 12).join('')}`;
  return { art, title: below(492), credits: 'bottom', wordsOn: 'ink' };
}

/** The beam of a projector falling on a floor. */
function drawBeam({ palette, random }: Motif): Composition {
  const art = `<g${mirror(random() < 0.5)}><path d="M76 70 148 470a196 60 0 0 0 392 0z" fill="${palette.second}" opacity=".55"/><ellipse cx="344" cy="470" rx="196" ry="60" fill="${palette.accent}"/><circle cx="76" cy="70" r="30" fill="${palette.ink}"/><circle cx="76" cy="70" r="13" fill="${palette.accent}"/><path d="M340 292a30 30 0 1 1 2 0zM306 470c0-90-12-160 34-160s36 70 36 160z" fill="${palette.ground}"/></g>`;
  return { art, title: below(574), credits: 'bottom', wordsOn: 'ground' };
}

/** The first letter or the number of the title, larger than the poster. */
function drawInitial({ palette, random, name }: Motif): Composition {
  const number = /^\d{1,3}$/.exec(name)?.[0];
  const sign =
    number ??
    [...name.replace(/^(the|a|an|der|die|das|le|la|les|el|il) /i, '')].find((character) =>
      /[\p{L}\p{N}]/u.test(character),
    ) ??
    '•';
  const size = sign.length > 1 ? 290 : 720;
  const tilt = pick(random, -14, 14);
  const baseline = sign.length > 1 ? 384 : 540;
  const art = `<clipPath id="p"><path d="M0 0h600v560H0z"/></clipPath><g clip-path="url(#p)"><path d="M0 0h600v560H0z" fill="${palette.accent}"/><circle cx="${pick(random, 60, 540)}" cy="${pick(random, 60, 500)}" r="150" fill="${palette.second}"/><text x="300" y="${baseline}" transform="rotate(${tilt} 300 280)" text-anchor="middle" font-size="${size}" font-weight="800" fill="${palette.ground}">${escapeXml(sign.toLocaleUpperCase('en'))}</text></g>`;
  return { art, title: below(600), credits: 'bottom', wordsOn: 'ground' };
}

/** Frames within frames, seen down a corridor. */
function drawFrames({ palette, random }: Motif): Composition {
  const x = pick(random, 230, 370);
  const y = pick(random, 210, 300);
  const colours = [
    palette.accent,
    palette.ground,
    palette.second,
    palette.ground,
    palette.accent,
    palette.ground,
    palette.ink,
  ];
  const frames = colours.map((colour, i) => {
    const scale = 0.72 ** i;
    const [left, top] = [x - x * scale, y - y * scale];
    return `<path d="M${left.toFixed(0)} ${top.toFixed(0)}h${(600 * scale).toFixed(0)}v${(540 * scale).toFixed(0)}h-${(600 * scale).toFixed(0)}z" fill="${colour}"/>`;
  });
  return { art: frames.join(''), title: below(576, true), credits: 'bottom', wordsOn: 'ground' };
}

/** Waves that fill the lower half, the title in the sky. */
function drawWaves({ palette, random }: Motif): Composition {
  const colours = [palette.second, palette.accent, palette.ink, palette.second, palette.accent];
  const waves = colours.map((colour, i) => {
    const y = 470 + i * 84;
    const high = pick(random, 24, 62) * (i % 2 === 0 ? 1 : -1);
    return `<path d="M0 ${y}q75 ${-high} 150 0t150 0 150 0 150 0V900H0z" fill="${colour}"/>`;
  });
  const disc = `<circle cx="${pick(random, 300, 510)}" cy="${pick(random, 384, 420)}" r="${pick(random, 52, 78)}" fill="${palette.accent}"/>`;
  return {
    art: disc + waves.join(''),
    title: { top: 116, bottom: 330, against: 'top', sizeMax: 150, capitals: false },
    credits: 'top',
    wordsOn: 'ground',
  };
}

/**
 * Nothing but type. A title of one line is repeated up the sheet like the bills on a hoarding; above a longer one bars
 * fill what it leaves.
 */
function drawTypeOnly({ palette }: Motif): Composition {
  const fill = ({ lines, size }: Setting, top: number) => {
    const line = lines[0];
    if (lines.length === 1 && line !== undefined) {
      const rows = Math.ceil(top / (size * 0.84));
      const colours = [palette.accent, palette.second];
      const repeated = Array.from({ length: rows }, (_, i) => {
        const y = top + 0.75 * size - (i + 1) * size * 0.84;
        return `<text x="${paper.margin}" y="${y.toFixed(1)}" fill="${colours[i % 2]}">${escapeXml(line)}</text>`;
      });
      return `<g font-size="${size}" font-weight="800">${repeated.join('')}</g>`;
    }
    const count = Math.max(1, Math.min(9, Math.floor((top - 60) / 46)));
    const step = (top - 40) / count;
    const bars = Array.from({ length: count }, (_, i) => {
      const thick = step * (0.9 - (0.84 * i) / count);
      return `<path d="M0 ${(i * step).toFixed(1)}h600v${thick.toFixed(1)}H0z" fill="${i % 2 === 0 ? palette.accent : palette.second}"/>`;
    });
    return bars.join('');
  };
  return {
    art: '',
    fill,
    title: { top: 150, bottom: 788, against: 'bottom', sizeMax: 230, capitals: true },
    credits: 'bottom',
    wordsOn: 'ground',
  };
}

/** A disc that changes colour where the sheet does, across or along. */
function drawSplit({ palette, random }: Motif): Composition {
  const x = pick(random, 250, 350);
  const [one, other] = random() < 0.5 ? [palette.accent, palette.second] : [palette.second, palette.accent];
  const art =
    random() < 0.5
      ? `<path d="M0 0h${x}v556H0z" fill="${one}"/><path d="M${x} 98a180 180 0 0 0 0 360z" fill="${palette.ink}"/><path d="M${x} 98a180 180 0 0 1 0 360z" fill="${other}"/>`
      : `<path d="M0 0h600v278H0z" fill="${one}"/><path d="M${x - 190} 278a190 190 0 0 1 380 0z" fill="${palette.ink}"/><path d="M${x - 190} 278a190 190 0 0 0 380 0z" fill="${other}"/>`;
  return { art, title: below(586), credits: 'bottom', wordsOn: 'ground' };
}

/** A town at night with lights in its windows. A column of windows is one dashed line. */
function drawTown({ palette, random }: Motif): Composition {
  const houses: string[] = [];
  for (let x = 0; x < 600; ) {
    const wide = pick(random, 2, 4) * 30;
    const high = pick(random, 4, 12) * 30;
    const columns = Array.from(
      { length: Math.floor(wide / 30) },
      (_, i) => `M${x + 15 + i * 30} ${560 - high + 14}V548`,
    ).join('');
    const lit = random() < 0.34 ? palette.second : palette.ground;
    houses.push(
      `<path d="M${x} ${560 - high}h${wide}V560H${x}z" fill="${palette.ink}"/><path d="${columns}" stroke="${lit}" stroke-width="10" stroke-dasharray="14 ${random() < 0.5 ? 16 : 46}"/>`,
    );
    x += wide + (random() < 0.3 ? 14 : 0);
  }
  const moon = pick(random, 130, 470);
  const art = `<path d="M0 0h600v560H0z" fill="${palette.accent}"/><circle cx="${moon}" cy="150" r="92" fill="${palette.second}"/>${houses.join('')}`;
  return { art, title: below(592), credits: 'bottom', wordsOn: 'ground' };
}

/** The curtain of the house, half open. */
function drawCurtain({ palette, random }: Motif): Composition {
  const open = random() < 0.5 ? 5 : 4;
  const folds = Array.from({ length: open }, (_, i) => {
    const low = 540 - i * (open === 5 ? 58 : 76);
    return `<path d="M${i * 44} 0h44V${low}a22 22 0 0 1-44 0z" fill="${i % 2 === 0 ? palette.accent : palette.second}"/>`;
  }).join('');
  const light = `<circle cx="300" cy="330" r="128" fill="${palette.ink}"/><circle cx="300" cy="330" r="84" fill="${palette.ground}"/><circle cx="300" cy="330" r="40" fill="${palette.accent}"/>`;
  return {
    art: `${light}<g>${folds}</g><g${mirror(true)}>${folds}</g>`,
    title: below(590),
    credits: 'bottom',
    wordsOn: 'ground',
  };
}

export const compositions: readonly ((motif: Motif) => Composition)[] = [
  drawSun,
  drawRings,
  drawStripes,
  drawHalftone,
  drawTiles,
  drawBeam,
  drawInitial,
  drawFrames,
  drawWaves,
  drawTypeOnly,
  drawSplit,
  drawTown,
  drawCurtain,
];
