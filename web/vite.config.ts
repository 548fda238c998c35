import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// The service answers these itself; `npm run dev` passes them on to one that runs.
const service = process.env['MINGJIE_URL'] ?? 'http://127.0.0.1:8080'
const passed = ['/api', '/tiles', '/tiles.json', '/style.json', '/readyz', '/openapi.json']

export default defineConfig({
  plugins: [vue()],
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 1200 },
  server: {
    proxy: Object.fromEntries(
      passed.map((path) => [path, { target: service, changeOrigin: false }]),
    ),
  },
})
