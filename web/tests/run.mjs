// Starts the real program with the demo county on a free port, runs the browser tests against
// it, and ends it. MINGJIE_BIN names the program; MINGJIE_URL tests one that already runs.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

const here = new URL('.', import.meta.url).pathname
const READY_WITHIN_MS = 300_000

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

async function hasPeople(url, passwordFile) {
  if (!existsSync(passwordFile)) return false
  const body = JSON.stringify({
    login: 'admin',
    password: readFileSync(passwordFile, 'utf8').trim(),
  })
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', headers, body })
  return answer.ok
}

async function ready(url, program, log, passwordFile) {
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end;) {
    if (program.exitCode !== null) break
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    const loaded =
      answer?.ok && (await fetch(`${url}/api/v1/doorplate?limit=1`).then((a) => a.json()))
    // The demo's people are made last, the administrator last of all.
    if (loaded?.features?.length && (await hasPeople(url, passwordFile))) return
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  throw new Error(`the program did not get ready:\n${readFileSync(log, 'utf8').slice(-4000)}`)
}

async function start() {
  const binary = process.env.MINGJIE_BIN ?? join(here, '../../target/debug/mingjie')
  if (!existsSync(binary)) throw new Error(`${binary} is not there; build it or set MINGJIE_BIN`)
  const folder = mkdtempSync(join(tmpdir(), 'mingjie-pages-'))
  // The private cluster's user must be able to pass through.
  chmodSync(folder, 0o755)
  const log = join(folder, 'log')
  const port = await freePort()
  const token = randomBytes(24).toString('hex')
  // The program knows its own settings only; ours and the caller's are not for it.
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('MINGJIE_') && name !== 'DATABASE_URL',
  )
  const env = {
    ...Object.fromEntries(own),
    MINGJIE_DATA: join(folder, 'data'),
    MINGJIE_WRITE_TOKEN: token,
  }
  const out = openSync(log, 'a')
  const args = ['demo', '--listen', `127.0.0.1:${port}`]
  const program = spawn(binary, args, { env, cwd: folder, stdio: ['ignore', out, out] })
  const ended = new Promise((resolve) => program.once('exit', resolve))
  async function stop() {
    program.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  try {
    await ready(url, program, log, join(folder, 'data/demo-password'))
  } catch (error) {
    await stop()
    throw error
  }
  const password = readFileSync(join(folder, 'data/demo-password'), 'utf8').trim()
  return { url, token, password, stop }
}

const running = process.env.MINGJIE_URL
  ? { url: process.env.MINGJIE_URL, stop: async () => {} }
  : await start()
process.env.MINGJIE_URL = running.url
if (running.token) process.env.MINGJIE_WRITE_TOKEN = running.token
if (running.password) process.env.MINGJIE_DEMO_PASSWORD = running.password

const asked = process.argv.slice(2)
const files = readdirSync(here)
  .filter((name) => name.endsWith('.spec.mjs') && (asked.length === 0 || asked.includes(name)))
  .map((name) => join(here, name))

let failed = false
const results = run({ files, concurrency: 1, timeout: 240_000 })
results.on('test:fail', () => (failed = true))
results.compose(new spec()).pipe(process.stdout)
await new Promise((resolve) => results.once('end', resolve))
await running.stop()
process.exitCode = failed ? 1 : 0
