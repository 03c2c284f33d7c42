import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const from = (path: string) => join(import.meta.dirname, path);

/** The core finds its migrations beside its own file: see db/terminal/migrations/folder.ts. */
const shipMigrations: Plugin = {
  name: 'ship-migrations',
  generateBundle() {
    const folder = from('../db/terminal/migrations');
    for (const fileName of readdirSync(folder).filter((name) => name.endsWith('.sql'))) {
      this.emitFile({ type: 'asset', fileName, source: readFileSync(join(folder, fileName), 'utf8') });
    }
  },
};

/**
 * Electron's main process and the terminal core as plain JavaScript: the Node inside Electron strips types of no file
 * below node_modules, where the workspaces are in an installed kiosk. Packages from the registry stay outside and come
 * with the installer.
 */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [shipMigrations],
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
      external: ['electron', 'better-sqlite3', '@node-rs/argon2'],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', format: 'es' },
    },
  },
});
