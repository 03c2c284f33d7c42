import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Router, { type RouterContext } from '@koa/router';
import { serveRoutes, type TestHttp } from '../testing/test-http.ts';
import { dispatch, resourceOf } from './dispatch.ts';

let http: TestHttp;
beforeAll(async () => {
  const say = (text: string) => (ctx: RouterContext) => {
    ctx.body = { text, params: ctx.params };
  };
  const one = new Router()
    .get('/api/v1/seats/next', say('next'))
    .post('/api/v1/seats/:id', say('posted'))
    .get('/pictures/:name.svg', say('picture'));
  const other = new Router().get('/api/v1/seats/:id', say('seat')).get('/api/v1/seats', say('seats'));
  http = await serveRoutes(one, other);
});
afterAll(() => http.close());

test.each([
  ['/api/v1/seats', 'seats', {}],
  ['/api/v1/seats/next', 'next', {}],
  ['/api/v1/seats/7?a=1', 'seat', { id: '7' }],
  ['/API/v1/Seats/7', 'seat', { id: '7' }],
  ['/pictures/a.svg', 'picture', { name: 'a' }],
])('%s is answered by its own route, whichever feature has it', async (path, text, params) => {
  expect(await http.get(path)).toEqual({ status: 200, body: { text, params } });
});

test('a route of another method is another route', async () => {
  expect(await http.post('/api/v1/seats/7', {})).toMatchObject({ status: 200, body: { text: 'posted' } });
});

test.each(['/', '/api', '/api/v1', '/api/v1/', '/api/v1/seat', '/api/v1/seats/7/8', '/x/api/v1/seats', '/pictures'])(
  '%s is nothing',
  async (path) => expect(await http.get(path)).toMatchObject({ status: 404 }),
);

test('a route begins with plain words, by which it is found', () => {
  expect(resourceOf('/api/v1/movies/7')).toBe('/api/v1/movies');
  expect(() => dispatch([new Router().get('/api/v1/:anything', () => undefined)])).toThrow('plain words');
});
