// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vite';

/** Fixed names, so that a rebuild changes files instead of adding some; the daemon tells versions apart by their tags. */
export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'inline' },
  build: {
    outDir: '../balancer/src/main/resources/dev/baro/balancer/web',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      output: { entryFileNames: 'page.js', assetFileNames: 'page.[ext]', inlineDynamicImports: true, banner: '/*! Baro: Apache-2.0. With Preact, 2015-present Jason Miller, and uPlot, 2022 Leon Sorokin: MIT. */' },
    },
  },
});
