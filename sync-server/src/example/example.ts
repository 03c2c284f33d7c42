/** The example client of the mobile API: a page for phones, below /example/, that uses nothing but the public API. */
import type Router from '@koa/router';
import { makeBuiltPageRoutes } from '../platform/built-page.ts';

export const makeExampleRoutes = (): Router => makeBuiltPageRoutes({ name: 'example' });
