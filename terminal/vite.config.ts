import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page that both shells load from the core's loopback address. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: 'out/page',
    emptyOutDir: true,
    target: 'chrome140',
    // Content-Security-Policy default-src 'self': no font or script may become a data: address or stand in the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
