import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const from = (path: string) => join(import.meta.dirname, path);

/** The pages that both shells load from the core's loopback address: staff's and guests', and the customer's beside a till. */
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
    rolldownOptions: { input: { index: from('index.html'), customer: from('customer/index.html') } },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
});
