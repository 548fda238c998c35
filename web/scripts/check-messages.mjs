// The two catalogues must have the same keys and marks, and every key must be used.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('../src/', import.meta.url).pathname

/** The catalogue of a language: its file, and its folder's files where it has grown. */
function catalogue(language) {
  const folder = join(root, 'lang', language)
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  const text = [`${folder}.ts`, ...files].map((file) => readFileSync(file, 'utf8')).join('\n')
  const entries = [...text.matchAll(/^ {2}'([\w.]+)':\s*'((?:[^'\\]|\\.)*)'/gm)]
  return new Map(entries.map(([, key, value]) => [key, value]))
}

function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.(ts|vue)$/.test(name) && !name.startsWith('lang/'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}

const marks = (text) =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map((mark) => mark[1])
    .sort()
    .join()
const zh = catalogue('zh-CN')
const en = catalogue('en')
const code = sources(root)
const wrong = []

for (const [key, text] of zh) {
  if (!en.has(key)) wrong.push(`${key}: missing in English`)
  else if (marks(en.get(key)) !== marks(text)) wrong.push(`${key}: the marks differ`)
  const family = key.replace(/\.\w+$/, '.')
  if (!code.includes(`'${key}'`) && !code.includes('`' + family + '${'))
    wrong.push(`${key}: not used`)
}
for (const key of en.keys()) if (!zh.has(key)) wrong.push(`${key}: missing in Chinese`)
if (zh.size < 50) wrong.push(`only ${zh.size} keys were read`)

for (const line of wrong) console.error(line)
console.log(`${zh.size} messages, ${wrong.length} wrong`)
process.exit(wrong.length ? 1 : 0)
