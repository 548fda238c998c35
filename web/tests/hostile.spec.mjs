// Markup in every text that people can type is text on every page that shows it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { asPerson, middleOf, namedRoad, onPage, URL_BASE, useBrowser } from './browser.mjs'

useBrowser()

const MARK = Date.now().toString(36)
const HOSTILE = `"><img src=x onerror="window.caught=1"><svg onload="window.caught=2">{{7*7}}${MARK}`

/** Signs in as one of the demo's people and asks as the pages do. */
async function office(login) {
  const json = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ login, password: process.env.MINGJIE_DEMO_PASSWORD })
  const entered = await fetch(`${URL_BASE}/api/v1/session`, { method: 'POST', headers: json, body })
  const { csrf } = await entered.json()
  const cookie = entered.headers.get('set-cookie').split(';')[0]
  return async (method, path, given, more = {}) => {
    const headers = { ...json, cookie, 'X-CSRF-Token': csrf, ...more }
    const made = { method, headers }
    if (given !== undefined) made.body = given instanceof Blob ? given : JSON.stringify(given)
    const answer = await fetch(`${URL_BASE}/api/v1/${path}`, made)
    const text = await answer.text()
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : null
  }
}

/** What the page shows is text, and nothing of it ran. */
async function isText(page, shown) {
  await page.getByText(shown).first().waitFor()
  assert.equal(await page.evaluate(() => window.caught), undefined, 'nothing ran')
  assert.equal(await page.locator('img[src="x"]').count(), 0, 'nothing became an element')
}

describe('markup in a text', () => {
  it('is text on the card, its history, in lists, in the audit log and in the search', async () => {
    const ask = await office('clerk')
    const road = await namedRoad()
    const own = await ask('GET', `road/${road.id}`)
    const change = {
      properties: { origin: HOSTILE, meaning: HOSTILE, start: HOSTILE, end: HOSTILE },
      reason: HOSTILE,
    }
    await ask('PATCH', `road/${road.id}`, change, { 'If-Match': `"${own.properties.version}"` })
    await asPerson('clerk', '/me', {}, async (page) => {
      await page.goto(`${URL_BASE}/?sel=road/${road.id}`)
      await isText(page, MARK)
      await page.getByRole('tab', { name: '沿革' }).click()
      await page.waitForURL(/tab=history/)
      await isText(page, `· ${HOSTILE}`)
    })
    await asPerson('auditor', '/audit?act=changed', {}, async (page) => {
      await isText(page, MARK)
      await page.getByRole('button', { name: '看变更前后' }).first().click()
      await isText(page, MARK)
    })
  })

  it('is text in a report, its case, its comments, its file names and on its tasks', async () => {
    const ask = await office('clerk')
    const position = middleOf((await namedRoad()).geometry)
    const report = {
      target: 'street_sign',
      fault: 'unclear',
      position,
      description: HOSTILE,
    }
    const { receipt } = await ask('POST', 'fault-reports', report)
    await ask('POST', `cases/${receipt}/comments`, { comment: HOSTILE })
    for (const path of [`/cases/${receipt}`, `/cases?q=${receipt}`, '/tasks']) {
      await asPerson('clerk', path, {}, async (page) => {
        await isText(page, path.startsWith('/cases/') ? MARK : receipt)
      })
    }
    await onPage(`/report/${receipt}`, {}, (page) => isText(page, receipt))
  })

  it('is text as the name of a person, a key, and as the reason of a grant', async () => {
    const ask = await office('admin')
    const login = `xss.${MARK}`
    const name = `<img src=x onerror=window.caught=3>${MARK}`
    const grants = [{ role: 'clerk', region: '*' }]
    await ask('POST', 'accounts', { login, name, grants, reason: HOSTILE })
    await ask('POST', 'keys', { name, region: '*', reason: HOSTILE })
    await asPerson('admin', '/accounts', {}, async (page) => {
      await isText(page, name)
      await page.getByRole('button', { name: new RegExp(`修改.*${MARK}`) }).click()
      await isText(page, `${name}（${login}）`)
    })
    await asPerson('admin', '/keys', {}, (page) => isText(page, name))
    await asPerson('auditor', '/audit?act=account_made', {}, (page) => isText(page, HOSTILE))
  })

  it('is text in the address bar', () =>
    onPage(
      `/names?name=${encodeURIComponent(HOSTILE)}&sel=${encodeURIComponent(HOSTILE)}&tab=${encodeURIComponent(HOSTILE)}`,
      { mayFail: true },
      async (page) => {
        await page.getByRole('heading', { level: 1 }).or(page.getByRole('main')).first().waitFor()
        assert.equal(await page.evaluate(() => window.caught), undefined)
        assert.equal(await page.locator('img[src="x"]').count(), 0)
      },
    ))
})
