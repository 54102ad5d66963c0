// How the pages are built: to out/renderer, for Electron's file system and for `vip ui` alike, so with relative addresses.
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    // The content security policy has no `data:` for scripts and styles; icons and fonts are files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
