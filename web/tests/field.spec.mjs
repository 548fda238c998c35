// The field app with the network truly off: taken along, restarted, filled in, brought back, seen at the desk.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { chromium } from 'playwright-core'
import { asPerson, assertAccessible, overflow, photo, URL_BASE, useBrowser } from './browser.mjs'

useBrowser()

const PASSWORD = process.env.MINGJIE_DEMO_PASSWORD
const PICTURES = process.env.MINGJIE_PICTURES
const profile = mkdtempSync(join(tmpdir(), 'mingjie-field-'))
const open = []
after(async () => {
  for (const context of open) await context.close().catch(() => {})
  rmSync(profile, { recursive: true, force: true })
})

/** A phone with a folder of its own, so that what it keeps outlives the browser. */
async function phone(place, size = { width: 390, height: 844 }) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--enable-unsafe-swiftshader'],
    viewport: size,
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    geolocation: place,
    permissions: ['geolocation'],
  })
  open.push(context)
  const page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(20_000)
  const wrong = []
  page.on('pageerror', (error) => wrong.push(error.message))
  return { context, page, wrong }
}

async function shot(page, name) {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) })
}

/** Somebody of the demo, by the service itself. */
async function person(login) {
  const answer = await fetch(`${URL_BASE}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login, password: PASSWORD }),
  })
  assert.ok(answer.ok)
  const cookie = answer.headers.get('set-cookie').split(';')[0]
  const { csrf } = await answer.json()
  return async (method, path, body) => {
    const answer = await fetch(`${URL_BASE}/api/v1/${path}`, {
      method,
      headers: { cookie, 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    assert.ok(answer.ok, `${path}: ${answer.status} ${text}`)
    return JSON.parse(text)
  }
}

async function signIn(page) {
  await page.getByLabel('账号').fill('surveyor')
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

const sync = async (page) => {
  await page.getByRole('button', { name: /^本机/ }).click()
  await page.getByRole('button', { name: '上传', exact: true }).click()
  await page.locator('[data-testid=sync-state][data-state=done]').waitFor({ timeout: 60_000 })
}

describe('the field app', () => {
  let clerk
  let inspection
  let markers
  const at = ({ at: [longitude, latitude] }) => ({ longitude, latitude, accuracy: 5 })

  before(async () => {
    clerk = await person('clerk')
    const { features } = await clerk('GET', 'boundary_line?limit=200')
    const stones = (await clerk('GET', 'boundary_marker?limit=1000')).features
    const counted = features.map(({ properties: p }) => [
      stones.filter(({ properties }) => properties.line_code.split('|').includes(p.code)).length,
      p.code,
    ])
    const [count, code] = counted.sort(([a], [b]) => b - a)[0]
    assert.ok(count >= 5, 'the demo has a line with five markers')
    inspection = await clerk('POST', 'inspections', {
      line_code: code,
      round: 5 + (Date.now() % 90),
      lead_side: 'left',
      starts_on: '2026-03-01',
      ends_on: '2027-12-31',
    })
    markers = inspection.tasks.filter(({ kind, at }) => kind === 'marker' && at).slice(0, 5)
  })

  it('works a day in flight mode over a restart of the browser, and the desk has all of it', async () => {
    let { context, page } = await phone(at(markers[0]))
    await page.goto(`${URL_BASE}/field`)
    await page.getByRole('heading', { name: '名界外业' }).waitFor()
    await assertAccessible(page)
    await shot(page, '1-sign-in')
    await signIn(page)
    await page
      .getByText(/需下载 [\d.]+ [KM]B/)
      .first()
      .waitFor()
    await shot(page, '2-packs')
    await page.getByRole('button', { name: '下载', exact: true }).first().click()
    await page.getByText('已是最新').waitFor({ timeout: 60_000 })
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.waitForFunction(async () => {
      const names = await caches.keys()
      const name = names.find((one) => one.startsWith('field-'))
      return name && (await (await caches.open(name)).keys()).length > 8
    })

    await context.setOffline(true)
    await page.goto(`${URL_BASE}/field`)
    await page.getByText('离线').waitFor()
    await context.close()
    // The browser is gone; what it kept is not.
    let wrong
    ;({ context, page, wrong } = await phone(at(markers[0])))
    await context.setOffline(true)
    await page.goto(`${URL_BASE}/field`)
    await page.getByText('离线').waitFor()
    await page.getByRole('button', { name: '全部' }).click()
    await shot(page, '3-tasks-offline')
    assert.ok((await overflow(page)) <= 0)

    await page.getByRole('button', { name: '地图', exact: true }).click()
    await page.locator('[data-testid=field-map] canvas').waitFor()
    await page.waitForFunction(
      () => document.querySelector('[data-testid=field-map]').map?.areTilesLoaded(),
      null,
      { timeout: 60_000 },
    )
    await page.locator('.far').waitFor()
    await page.getByRole('button', { name: '回到我的位置' }).click()
    await page.waitForTimeout(1500)
    const drawn = await page.evaluate(() => {
      const { map } = document.querySelector('[data-testid=field-map]')
      return map.queryRenderedFeatures().filter(({ sourceLayer }) => sourceLayer).length
    })
    assert.ok(drawn > 0, 'the map draws tiles that were taken along')
    await shot(page, '4-map-portrait')
    await page.setViewportSize({ width: 844, height: 390 })
    await page.waitForTimeout(800)
    await shot(page, '5-map-landscape')
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('button', { name: '任务', exact: true }).click()

    for (const [nth, marker] of markers.entries()) {
      await context.setGeolocation(at(marker))
      await page.getByRole('button', { name: '全部' }).click()
      await page
        .locator('.task', { hasText: marker.label })
        .filter({ hasText: '界桩' })
        .first()
        .click()
      await page.getByRole('button', { name: nth === 1 ? '损坏' : '完好', exact: true }).click()
      await page.getByRole('button', { name: '清晰', exact: true }).click()
      await page.getByRole('button', { name: '开始测量' }).click()
      await page.getByRole('button', { name: /停止并采用/ }).click()
      const chooser = page.waitForEvent('filechooser')
      await page.locator('[data-face=front]').click()
      await (await chooser).setFiles(await photo(page, `${marker.label}`))
      await page.locator('.strip img').waitFor()
      await page.getByLabel('说明').fill(`第 ${nth + 1} 处，草已清除`)
      await page.locator('.kept', { hasText: '已存在本机' }).waitFor()
      if (nth === 0) {
        await shot(page, '6-record')
        await page.evaluate(() => document.querySelector('main').scrollTo(0, 9_999))
        await shot(page, '7-record-end')
        await assertAccessible(page)
        await page.setViewportSize({ width: 844, height: 390 })
        await shot(page, '8-record-landscape')
        await page.setViewportSize({ width: 390, height: 844 })
      }
      if (nth === 2) {
        // Killed in the middle of a form: what was typed is there again.
        await page.reload()
        await page.getByRole('button', { name: '全部' }).click()
        await page
          .locator('.task', { hasText: marker.label })
          .filter({ hasText: '填写中' })
          .first()
          .click()
        assert.equal(await page.getByLabel('说明').inputValue(), '第 3 处，草已清除')
        assert.equal(await page.locator('.strip img').count(), 1)
      }
      await page.getByRole('button', { name: '完成此项' }).click()
      await page.locator('.tasks, .cards').first().waitFor()
    }
    await page.getByRole('button', { name: /^本机/ }).click()
    await shot(page, '9-phone-offline')
    assert.equal(await page.locator('[data-testid=left]').getAttribute('data-photos'), '5')
    await page.getByRole('button', { name: '上传', exact: true }).click()
    await page.locator('[data-testid=sync-state][data-state=no_network]').waitFor()

    // The log leaves the phone as a file, too.
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '导出本机记录为文件' }).click()
    assert.match((await download).suggestedFilename(), /ndjson$/)

    // Back under a network, but the sign-in has run out meanwhile.
    await context.clearCookies()
    await context.setOffline(false)
    await page.getByText('登录已过期').first().waitFor()
    await page.getByRole('button', { name: '登录', exact: true }).first().click()
    await page.getByLabel('密码').fill(PASSWORD)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await sync(page)
    const left = page.locator('[data-testid=left]')
    assert.equal(await left.getAttribute('data-operations'), '0')
    assert.equal(await left.getAttribute('data-photos'), '0')
    await shot(page, '10-phone-sent')
    // Sending once more sends nothing.
    await sync(page)
    assert.deepEqual(wrong, [])
    await context.close()

    const seen = await clerk('GET', `inspections/${inspection.id}`)
    assert.equal(seen.progress.done, 5)
    assert.equal(seen.progress.records, 5)
    assert.equal(seen.progress.photos, 5)
    assert.equal(seen.progress.photos_missing, 0)
    for (const [nth, marker] of markers.entries()) {
      const task = seen.tasks.find(({ id }) => id === marker.id)
      assert.equal(task.records.length, 1, marker.label)
      const [record] = task.records
      assert.equal(record.fields.note.value, `第 ${nth + 1} 处，草已清除`)
      assert.equal(record.fields.condition.value, nth === 1 ? 'damaged' : 'intact')
      assert.ok(record.reached && record.offset_m < 1, `${record.offset_m}`)
      assert.equal(record.photos.length, 1)
      assert.ok(record.photos[0].address)
    }
    const { quarantine, devices } = await clerk('GET', 'sync/arrivals')
    assert.deepEqual(quarantine, [])
    assert.equal(devices[0].pending_photos, 0)
  })

  it('shows the desk what came, task by task, record beside record', async () => {
    // Another one was there, too, and saw it otherwise; and something came that is to be looked at.
    const surveyor = await person('clerk')
    const [marker] = markers
    const operation = (set, task = marker.id) => ({
      id: crypto.randomUUID(),
      kind: 'record',
      task,
      record: crypto.randomUUID(),
      at: new Date().toISOString(),
      set,
    })
    const position = {
      system: 'EPSG:4490',
      method: 'rtk',
      lon: (marker.at[0] + 0.0001).toFixed(8),
      lat: marker.at[1].toFixed(8),
    }
    const { receipts } = await surveyor('POST', 'sync', {
      operations: [
        operation({ condition: 'shifted', position, finished: true }),
        operation({ condition: 'intact' }, crypto.randomUUID()),
      ],
    })
    assert.deepEqual(
      receipts.map(({ status }) => status),
      ['applied', 'quarantined'],
    )
    await asPerson('clerk', `/inspections/${inspection.id}`, {}, async (page) => {
      await page
        .getByText('1 项不一致')
        .or(page.getByText(/^5 \/ \d+ 项$/))
        .first()
        .waitFor()
      await page.getByRole('button', { name: '不一致', exact: true }).click()
      await page.getByRole('button', { name: new RegExp(`^${marker.label}`) }).click()
      await page.getByRole('cell', { name: '移位' }).waitFor()
      await page.getByRole('img', { name: /正面照片/ }).waitFor()
      await page.getByText(/超出容差 1.0 米/).waitFor()
      await assertAccessible(page)
      await shot(page, '11-desk')
      await page.getByRole('link', { name: '历次联检' }).first().click()
      await page
        .getByRole('heading', { name: /^界桩 / })
        .first()
        .waitFor()
      await page.getByRole('cell', { name: '移位' }).first().waitFor()
      await assertAccessible(page)
      await shot(page, '12-marker')
    })
    await asPerson('clerk', '/inspections', {}, async (page) => {
      await page.getByRole('link', { name: inspection.line.name }).first().waitFor()
      await assertAccessible(page)
      await shot(page, '13-list')
      await page.getByRole('link', { name: '外业来件' }).click()
      await page
        .getByText(/没有“.+”这项外业任务/)
        .first()
        .waitFor()
      await assertAccessible(page)
      await shot(page, '14-arrivals')
      const aside = page.getByRole('button', { name: '作废留存' }).first()
      const count = await page.getByRole('button', { name: '作废留存' }).count()
      assert.ok(await aside.isDisabled())
      await page.getByLabel('理由（必填）').first().fill('任务已撤销')
      await aside.click()
      await page.waitForFunction(
        (before) => document.querySelectorAll('.kept li').length === before - 1,
        count,
      )
    })
  })
})
