/** How far seats are from each other, in seat widths. */
export interface At {
  x: number;
  y: number;
}

/** Rows count double: another row is another view. */
const rowWeight = 2;

export const distanceOf = (a: At, b: At): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y) * rowWeight;

export function middleOf(places: readonly At[]): At {
  const sum = { x: 0, y: 0 };
  for (const { x, y } of places) {
    sum.x += x;
    sum.y += y;
  }
  return { x: sum.x / places.length, y: sum.y / places.length };
}

/** The first one among equals. */
export function findNearest<S extends At>(places: readonly S[], near: At): S | undefined {
  let best: S | undefined;
  for (const place of places) if (!best || distanceOf(place, near) < distanceOf(best, near)) best = place;
  return best;
}
