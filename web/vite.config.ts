import vue from '@vitejs/plugin-vue'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

// The service answers these itself; `npm run dev` passes them on to one that runs.
const service = process.env['MINGJIE_URL'] ?? 'http://127.0.0.1:8080'
const passed = ['/api', '/tiles', '/tiles.json', '/style.json', '/readyz', '/openapi.json']

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Lists what the field app needs to start without a network in its service worker. */
function fieldWorker(): Plugin {
  return {
    name: 'field-worker',
    generateBundle(_, bundle) {
      const files = new Set<string>()
      const take = (name: string) => {
        const chunk = bundle[name]
        if (!chunk || files.has(name)) return
        files.add(name)
        if (chunk.type !== 'chunk') return
        for (const other of [...chunk.imports, ...chunk.dynamicImports]) take(other)
        for (const css of chunk.viteMetadata?.importedCss ?? []) take(css)
        for (const asset of chunk.viteMetadata?.importedAssets ?? []) take(asset)
      }
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith('/field.html')) {
          take(chunk.fileName)
        }
        // The map's own worker is loaded by its address.
        if (chunk.fileName.includes('maplibre')) take(chunk.fileName)
      }
      const own = ['/field', '/field.webmanifest', '/field-icon.svg', '/favicon.svg']
      const paths = [...own, ...[...files].sort().map((name) => `/${name}`)]
      const source = readFileSync(here('./src/field/worker.js'), 'utf8')
      const page = readFileSync(here('./field.html'), 'utf8')
      const version = createHash('sha256').update(source).update(page).update(paths.join())
      this.emitFile({
        type: 'asset',
        fileName: 'field-sw.js',
        source: source
          .replace('__VERSION__', version.digest('hex').slice(0, 16))
          .replace("['__FILES__']", JSON.stringify(paths)),
      })
    },
  }
}

export default defineConfig({
  plugins: [vue(), fieldWorker()],
  build: {
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: { index: here('./index.html'), field: here('./field.html') } },
  },
  server: {
    proxy: Object.fromEntries(
      passed.map((path) => [path, { target: service, changeOrigin: false }]),
    ),
  },
})
