// A browser, its pages, and what the tests ask of the map.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'

export const URL_BASE = process.env.MINGJIE_URL
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

let browser

/** Every spec file calls this once. */
export function useBrowser() {
  before(async () => {
    assert.ok(URL_BASE, 'run the tests with `npm run test`')
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--enable-unsafe-swiftshader'],
    })
  })
  after(() => browser?.close())
}

/** Opens the path, hands the page to the test, and fails on any error the page had itself. */
export async function onPage(path, options, test) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const wrong = []
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !options.mayFail) wrong.push(message.text())
  })
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    const isOurs = origin === URL_BASE || protocol === 'blob:' || protocol === 'data:'
    if (!isOurs) wrong.push(`asked another host: ${request.url()}`)
  })
  try {
    await page.goto(URL_BASE + path)
    await test(page, context)
    assert.deepEqual(wrong, [], 'the page has a clean log and asks no other host')
  } finally {
    await context.close()
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails on what keeps somebody out: findings that axe calls serious or critical. */
export async function assertAccessible(page) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }))
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  assert.deepEqual(grave, [])
}

/** How far the page is wider than its window. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** Signs in by the page, as one of the demo's people. */
export async function signIn(page, login, password = process.env.MINGJIE_DEMO_PASSWORD) {
  await page.getByLabel('账号', { exact: true }).fill(login)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

/** Opens a page as one of the demo's people, by way of the sign-in. */
export function asPerson(login, path, options, test) {
  return onPage(path, options, async (page, context) => {
    await signIn(page, login)
    await page.getByRole('button', { name: '登录' }).waitFor({ state: 'detached' })
    await test(page, context)
  })
}

/** A photo of a street sign, as the browser draws it: some 600 kB, so that it goes in pieces. */
export async function photo(page, text) {
  const bytes = await page.evaluate(async (words) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 })
    const c = canvas.getContext('2d')
    c.fillStyle = '#9fb2c6'
    c.fillRect(0, 0, 1600, 1200)
    for (let i = 0; i < 60_000; i++) {
      c.fillStyle = `hsl(${(i * 47) % 360} 60% ${(i * 31) % 100}% / 30%)`
      c.fillRect((i * 7919) % 1600, (i * 104_729) % 1200, 7, 7)
    }
    c.fillStyle = '#1b57a6'
    c.fillRect(400, 400, 800, 300)
    c.fillStyle = '#ffffff'
    c.font = '160px sans-serif'
    c.fillText(words, 480, 610)
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92))
    return [...new Uint8Array(await blob.arrayBuffer())]
  }, text)
  return { name: `${text}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(bytes) }
}

/** Waits until the map has drawn all it can. */
export function idle(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('the map did not come to rest')), 60_000)
        const look = () => {
          const map = document.querySelector('[data-testid=map]')?.map
          if (!map) return setTimeout(look, 50)
          if (map.loaded() && map.areTilesLoaded() && !map.isMoving()) return resolve()
          map.once('idle', look)
          map.triggerRepaint()
        }
        look()
      }),
  )
}

/** What is drawn: `{ layer, sourceLayer, id, properties }` each. */
export function drawn(page, layers) {
  return page.evaluate((wanted) => {
    const { map } = document.querySelector('[data-testid=map]')
    return map
      .queryRenderedFeatures(wanted ? { layers: wanted } : undefined)
      .map(({ layer, sourceLayer, id, properties }) => ({
        layer: layer.id,
        sourceLayer,
        id,
        properties: { ...properties },
      }))
  }, layers)
}

/** Asks the service itself, as the pages do. */
export async function api(path) {
  const answer = await fetch(`${URL_BASE}/api/v1/${path}`)
  assert.ok(answer.ok, `${path}: ${answer.status}`)
  return answer.json()
}

/** What the clerk makes of a feature: `body` is what the change says. */
export async function changedByClerk(kind, { id, properties }, body) {
  const headers = { 'Content-Type': 'application/json' }
  const entered = await fetch(`${URL_BASE}/api/v1/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ login: 'clerk', password: process.env.MINGJIE_DEMO_PASSWORD }),
  })
  const { csrf } = await entered.json()
  const cookie = entered.headers.get('set-cookie').split(';')[0]
  const answer = await fetch(`${URL_BASE}/api/v1/${kind}/${id}`, {
    method: 'PATCH',
    headers: { ...headers, cookie, 'X-CSRF-Token': csrf, 'If-Match': `"${properties.version}"` },
    body: JSON.stringify(body),
  })
  const changed = await answer.json()
  assert.equal(answer.status, 200, JSON.stringify(changed))
  return changed
}

/** A position on a line or point. */
export function middleOf({ type, coordinates }) {
  if (type === 'Point') return coordinates
  const line = type === 'MultiLineString' ? coordinates[0] : coordinates
  return line[Math.floor(line.length / 2)]
}

/** A named road in the county's seat, long enough to be labelled. */
export async function namedRoad() {
  const { features } = await api('road?limit=200')
  const road = features.find(
    ({ properties: p }) => p.name?.length === 3 && p.pinyin && p.length_m > 800,
  )
  assert.ok(road, 'the demo county has named roads')
  return road
}

export const isNear = (a, b, tolerance) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not within ${tolerance} of ${b}`)
