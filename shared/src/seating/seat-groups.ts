import { assert } from '../assert.ts';
import {
  type Allow,
  type Block,
  findCheapest,
  findLongestRun,
  forgiveSingles,
  type House,
  listBlocks,
  middleOf,
} from './house.ts';

export interface Place {
  x: number;
  y: number;
}

/** For people who came together, being near each other counts more than the place in the house. */
const costPerSeatApart = 3;
const costPerRowApart = 6;

/**
 * Seats for `count` people in as few groups as will do, each as near as can be to `near`, or else to the first group.
 * There must be enough allowed seats.
 */
export function gatherGroups(
  house: House,
  allow: Allow,
  { count, near }: { count: number; near?: Place | undefined },
): Block[] {
  const groups: Block[] = [];
  const forgiving = forgiveSingles(house);
  let centre = near;
  let left = count;
  for (let size = Math.min(count, findLongestRun(house, allow)); left > 0; size = Math.min(size - 1, left)) {
    assert(size > 0, 'enough seats were counted');
    let free = listBlocks(forgiving, allow, size).flat();
    for (const group of groups) free = free.filter((block) => !overlaps(block, group));
    while (free.length > 0 && suits(size, left)) {
      const group = findCheapest(free, (block) => block.cost + costApart(block, centre));
      assert(group, 'there are free blocks');
      groups.push(group);
      free = free.filter((block) => !overlaps(block, group));
      centre ??= { x: middleOf(group), y: group.row.y };
      left -= size;
    }
  }
  return groups;
}

/** Whether a group of this size may be one of those for so many people: nobody is left to sit alone if it can be helped. */
function suits(size: number, left: number): boolean {
  return size <= left && !(left - size === 1 && size > 2);
}

function overlaps(a: Block, b: Block): boolean {
  return a.row.y === b.row.y && a.fromX <= b.toX && b.fromX <= a.toX;
}

function costApart(block: Block, centre: Place | undefined): number {
  if (centre === undefined) return 0;
  return Math.abs(middleOf(block) - centre.x) * costPerSeatApart + Math.abs(block.row.y - centre.y) * costPerRowApart;
}
