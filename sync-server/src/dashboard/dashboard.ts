/** The managers' dashboard: a page of its own, what it reads, and how it hears of changes. */
import type Router from '@koa/router';
import { makeBuiltPageRoutes } from '../platform/built-page.ts';

export { type DashboardApiDeps, makeDashboardApi } from './dashboard.route.ts';
export { openDashboardLive } from './live.ts';

export const makeDashboardRoutes = (): Router => makeBuiltPageRoutes({ name: 'dashboard' });
