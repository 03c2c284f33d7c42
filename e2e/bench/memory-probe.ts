/** How much memory this process holds on to: measured again and again while something else goes on in it. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface MemoryGrowth {
  /** Bytes of the whole process at most, with what was not collected yet, above those at the start. */
  resident: number;
  /** Bytes that it still holds on to at the end. */
  kept: number;
}

const sampleMs = 5;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function measureKept(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Begins to look; the answer ends it and says how much it has grown. */
export function watchMemory(): () => MemoryGrowth {
  const kept = measureKept();
  const before = process.memoryUsage.rss();
  let most = before;
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, sampleMs);
  return () => {
    clearInterval(timer);
    look();
    return { resident: most - before, kept: measureKept() - kept };
  };
}
