/**
 * The React pages that the server shows, one build each: `PAGE=example vite build --config sync-server/vite.config.ts`.
 * A page lives in its feature's folder `page/` and is served below its own name (src/platform/built-page.ts). If it has a
 * `service-worker.ts`, that becomes `/<page>/service-worker.js` and is told which files make the page.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const page = process.env.PAGE ?? 'example';
const root = join(import.meta.dirname, 'src', page, 'page');
const worker = join(root, 'service-worker.ts');

export default defineConfig({
  root,
  base: `/${page}/`,
  plugins: [listFilesForWorker()],
  build: {
    outDir: join(import.meta.dirname, 'out', 'pages', page),
    emptyOutDir: true,
    target: ['chrome111', 'safari16.4', 'firefox114'],
    // Content-Security-Policy: no font or script may become a data: address or stand in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { page: join(root, 'index.html'), ...(existsSync(worker) ? { 'service-worker': worker } : {}) },
      output: {
        // Its address must stay, or phones would keep an old one.
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});

/** Puts the names of what the page can't do without in the place of `builtFiles` in its service worker. */
function listFilesForWorker(): Plugin {
  // Of the fonts only the Latin ones: the hundred pieces of the Chinese one are kept as they are used.
  const isNeeded = (name: string) =>
    /^assets\/.*\.(js|css|svg|png|webmanifest)$/.test(name) || /-latin-wght-normal-[^/]*\.woff2$/.test(name);
  return {
    name: 'list-files-for-worker',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const script = bundle['service-worker.js'];
      if (script?.type !== 'chunk') return;
      const files = Object.keys(bundle).filter(isNeeded).sort();
      const html = bundle['index.html'];
      const version = createHash('sha256')
        .update(JSON.stringify([files, html?.type === 'asset' ? String(html.source) : '']))
        .digest('hex')
        .slice(0, 12);
      script.code = script.code.replace(/(["'`])built-files\1/, JSON.stringify(JSON.stringify({ version, files })));
    },
  };
}
