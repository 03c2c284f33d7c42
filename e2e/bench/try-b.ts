import { measureDrain } from './drain.ts';
import { describeFigure } from './figures.ts';
for (const f of await measureDrain({ rounds: Number(process.argv[2]), sales: Number(process.argv[3]) })) {console.log(describeFigure(f)); console.log(f.ours.rounds, f.floor.rounds)}
