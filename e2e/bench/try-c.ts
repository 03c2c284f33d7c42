import { measureSeatTap } from './seat-tap.ts';
import { measureColdStart } from './cold-start.ts';
import { describeFigure } from './figures.ts';
if (process.argv[2]==='c'){const f = await measureSeatTap({ rounds: Number(process.argv[3]), tapsPerRound: Number(process.argv[4]) });console.log(describeFigure(f)); console.log(f.ours.rounds, f.floor.rounds)}
else {const f = await measureColdStart({ rounds: Number(process.argv[3]) });console.log(describeFigure(f)); console.log(f.ours.rounds, f.floor.rounds)}
