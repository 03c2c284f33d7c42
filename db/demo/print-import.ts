/** Prints what the import repaired in movies.json: `node db/demo/print-import.ts`. */
import { readDemoFilms } from './demo-films.ts';

const { films, report } = readDemoFilms();
const line = (count: number, name: string, examples: string[] = []) =>
  console.log(`${String(count).padStart(6)}  ${name.padEnd(28)}${examples.join(' · ')}`.trimEnd());

console.log(`${report.rows} rows read, ${films.length} films\n\nrepaired`);
for (const [kind, count] of Object.entries(report.repaired))
  line(count, kind, report.examples[kind as keyof typeof report.examples]);
console.log('\nleft out');
for (const [reason, count] of Object.entries(report.leftOut))
  line(count, reason, report.examples[reason as keyof typeof report.examples]);
console.log('\nfilms without');
for (const [field, count] of Object.entries(report.unknown)) line(count, field);
