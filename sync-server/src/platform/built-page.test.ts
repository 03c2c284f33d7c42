import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Koa from 'koa';
import { makeBuiltPageRoutes } from './built-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'marquee-page-'));
let server: Server;
let url: string;

beforeAll(async () => {
  mkdirSync(join(folder, 'built', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'built', 'index.html'), '<!doctype html><title>Page</title>');
  writeFileSync(join(folder, 'built', 'service-worker.js'), 'self;');
  writeFileSync(join(folder, 'built', 'assets', 'page-abc.js'), 'start();');
  writeFileSync(join(folder, 'built', 'assets', 'notes.txt'), 'not for the world');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  const app = new Koa();
  app.use(makeBuiltPageRoutes({ name: 'built', folder: join(folder, 'built') }).routes());
  app.use(makeBuiltPageRoutes({ name: 'missing', folder: join(folder, 'missing') }).routes());
  server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const ask = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers, redirect: 'manual' });

describe('a built page', () => {
  test('runs nothing that stands in it or comes from elsewhere', async () => {
    const answer = await ask('/built/');
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  test('is asked for each time, and its files never again: their names bear a hash', async () => {
    const page = await ask('/built/');
    expect(page.headers.get('Cache-Control')).toBe('no-cache');
    expect((await ask('/built/', { 'If-None-Match': page.headers.get('ETag') ?? '' })).status).toBe(304);
    expect((await ask('/built/service-worker.js')).headers.get('Cache-Control')).toBe('no-cache');
    const file = await ask('/built/assets/page-abc.js');
    expect(file.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
  });

  test('has its address with a slash, so that what it names is found below it', async () => {
    const answer = await ask('/built');
    expect([answer.status, answer.headers.get('Location')]).toEqual([302, '/built/']);
  });

  test.each([
    '/built/assets/..%2f..%2fsecret.js',
    '/built/assets/notes.txt',
    '/built/assets/no.js',
    '/built/assets/.js',
  ])('gives nothing else away: %s', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  test('that was not built says so, and how to', async () => {
    const answer = await ask('/missing/');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('npm run build');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
  });
});
