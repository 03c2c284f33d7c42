import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { serveRoutes } from '../testing/test-http.ts';
import { defineRoute } from './api.ts';
import { makeDocsRoutes } from './docs.route.ts';

const route = defineRoute({
  operationId: 'Seat',
  method: 'post',
  path: '/api/v1/seats/:id',
  tag: 'catalogue',
  summary: 'A seat.',
  authority: 'manager',
  idempotent: true,
  params: z.object({ id: z.string().max(3) }),
  body: z.strictObject({ label: z.string().max(8) }),
  answer: z.strictObject({ label: z.string() }),
  refusals: { 'seat-taken': { status: 409, title: 'Choose another.' } },
  handle: async ({ body }) => body,
});

test('the document says of a route who may call it, what it takes, and every answer', async () => {
  const http = await serveRoutes(makeDocsRoutes([route]));
  const { body } = await http.get('/api/v1/openapi.json');
  await http.close();
  expect(body).toMatchObject({
    openapi: '3.1.0',
    paths: {
      '/api/v1/seats/{id}': {
        post: {
          operationId: 'Seat',
          'x-authority': 'manager',
          security: [{ accessToken: [] }],
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 3 } },
            { name: 'Idempotency-Key', in: 'header', required: true },
          ],
          requestBody: { content: { 'application/json': { schema: { additionalProperties: false } } } },
          responses: {
            200: { content: { 'application/json': {} } },
            400: { content: { 'application/problem+json': {} } },
            401: { description: expect.stringContaining('token-refused') },
            403: {},
            404: {},
            409: { description: expect.stringMatching(/`operation-reused`[\s\S]*`seat-taken`: Choose another\./) },
            429: {},
          },
        },
      },
    },
  });
});

test('the page needs nothing from elsewhere and no script of its own address in its text', async () => {
  const http = await serveRoutes(makeDocsRoutes([route]));
  const page = await fetch(`${http.url}/docs`);
  const text = await page.text();
  const addresses = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
  const statuses = await Promise.all(addresses.map(async (address) => (await fetch(http.url + address)).status));
  await http.close();
  expect(addresses.filter((address) => !address.startsWith('/docs/'))).toEqual([]);
  expect(statuses).toEqual(addresses.map(() => 200));
  expect(text).not.toMatch(/<script>|<style|style="/);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
});
