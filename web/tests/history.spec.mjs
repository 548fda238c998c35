// What a feature was, by whom and why, and the way back to it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  api,
  asPerson,
  assertAccessible,
  changedByClerk,
  onPage,
  overflow,
  PHONE,
  URL_BASE,
  useBrowser,
} from './browser.mjs'

useBrowser()

/** A road whose width the clerk has just changed. */
async function widened() {
  const { features } = await api('road?limit=80')
  const road = features.findLast(({ properties: p }) => p.name && p.width_m)
  await changedByClerk('road', road, { properties: { width_m: 33.5 }, reason: '误录一例' })
  return road
}

describe('the history of a feature', () => {
  it('tells the office who and why, and leads back to an earlier version as a new one', async () => {
    const road = await widened()
    const path = `/?sel=road/${road.id}&tab=history`
    await asPerson('clerk', '/me', {}, async (page) => {
      await page.goto(URL_BASE + path)
      const card = page.getByRole('complementary', { name: '详情' })
      await card.getByText('误录一例').waitFor()
      await card
        .getByText(/clerk（经办人）/)
        .first()
        .waitFor()
      await assertAccessible(page)
      const before = road.properties.version
      await card.getByRole('button', { name: `恢复到第 ${before} 版` }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(/作为一次新的变更记录/).waitFor()
      await assertAccessible(page)
      await dialog.getByRole('button', { name: '恢复到此版本' }).click()
      await card.getByText(`· 第 ${before + 2} 版`).waitFor()
      await card.getByText(`恢复到第 ${before} 版`, { exact: false }).first().waitFor()
    })
    const now = await (await fetch(`${URL_BASE}/api/v1/road/${road.id}`)).json()
    assert.equal(now.properties.width_m, road.properties.width_m)
    assert.equal(now.properties.version, road.properties.version + 2)
  })

  it('is a page that can be sent to anybody, on a phone too; the public goes back to nothing', async () => {
    const road = await widened()
    await onPage(`/?sel=road/${road.id}&tab=history&lang=en`, PHONE, async (page) => {
      await page.getByText('Changed').first().waitFor()
      assert.equal(await page.getByRole('button', { name: /Go back/ }).count(), 0)
      assert.equal(await page.getByText('误录一例').count(), 0, 'reasons are the office’s')
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    })
  })
})
