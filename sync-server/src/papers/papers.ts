/** What a cinema's terminals print: the house's own lines on it, and how each paper looks. */
export { type DrawSample, makeDrawThread } from './draw-thread.ts';
export { loadHouseLines } from './house-lines.sql.ts';
export { makePapersApi, type PapersApiDeps } from './papers.route.ts';
