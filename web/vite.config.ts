import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed, pageFiles } from './build-plugins.ts'

/** While developing, the API is that of a Tandem started beside (`npm run demo`). */
const API = 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react(), pageFiles(), compressed()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 700 },
  server: { proxy: { '/api': API, '/open': API } },
})
