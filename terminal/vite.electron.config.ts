import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const from = (path: string) => join(import.meta.dirname, path);

/**
 * Electron's main process and the terminal core as plain JavaScript: the Node inside Electron strips types of no file
 * below node_modules, where the workspaces are in an installed kiosk. Packages from the registry stay outside and come
 * with the installer.
 */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  ssr: { noExternal: [/^@marquee\//] },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/electron',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        main: from('src/shells/electron/main.ts'),
        ...(existsSync(from('src/start.ts')) ? { core: from('src/start.ts') } : {}),
      },
      external: ['electron', 'better-sqlite3'],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', format: 'es' },
    },
  },
});
