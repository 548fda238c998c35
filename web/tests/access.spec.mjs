// For everybody: keyboard, screen reader, both languages, small screens, a lost connection.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  assertAccessible,
  drawn,
  idle,
  namedRoad,
  onPage,
  overflow,
  useBrowser,
} from './browser.mjs'

useBrowser()

describe('for everybody', () => {
  it('axe has no serious finding on the map with a card', async () => {
    const road = await namedRoad()
    await onPage(`/?sel=road/${road.id}`, {}, async (page) => {
      await page.getByRole('heading', { name: road.properties.name }).waitFor()
      await idle(page)
      await assertAccessible(page)
      await page.getByRole('combobox', { name: '搜索' }).fill(road.properties.name)
      await page.getByRole('option').first().waitFor()
      await assertAccessible(page)
    })
  })

  it('axe has no serious finding on a name check with findings, in English', () =>
    onPage('/names?lang=en', {}, async (page) => {
      await page.getByLabel('Proposed name').fill('曼哈顿A街')
      await page.locator('[data-rule]').first().waitFor()
      await idle(page)
      await assertAccessible(page)
    }))

  it('switches the language and keeps it', () =>
    onPage('/', {}, async (page) => {
      await page.getByRole('button', { name: '切换为英文' }).click()
      await page.getByRole('checkbox', { name: 'Doorplates' }).waitFor()
      assert.equal(await page.locator('html').getAttribute('lang'), 'en')
      await page.waitForURL(/lang=en/)
      await page.reload()
      await page.getByRole('link', { name: 'Names', exact: true }).waitFor()
      await page.getByRole('button', { name: 'Switch to Chinese' }).click()
      await page.getByRole('link', { name: '地名', exact: true }).waitFor()
    }))

  it('goes from search to card and back with the keyboard alone', async () => {
    const road = await namedRoad()
    await onPage('/', {}, async (page) => {
      await idle(page)
      const combobox = page.getByRole('combobox', { name: '搜索' })
      for (let step = 0; step < 8; step++) {
        await page.keyboard.press('Tab')
        if (await combobox.evaluate((element) => element === document.activeElement)) break
      }
      await page.keyboard.type(road.properties.name)
      await page.getByRole('option', { name: road.properties.name }).first().waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: road.properties.name, level: 2 }).waitFor()
      const close = page.getByRole('button', { name: '关闭详情' })
      await close.focus()
      const outline = await close.evaluate((element) => getComputedStyle(element).outlineStyle)
      assert.notEqual(outline, 'none', 'the focus is visible')
      await page.keyboard.press('Enter')
      await close.waitFor({ state: 'detached' })
      await page.locator('.maplibregl-canvas').focus()
      await page.keyboard.press('Enter')
      await page.getByRole('complementary', { name: '详情' }).waitFor()
    })
  })

  for (const [width, height] of [
    [390, 844],
    [320, 640],
  ]) {
    it(`fits a phone of ${width} × ${height}: the card is a sheet at the bottom`, async () => {
      const road = await namedRoad()
      const phone = { viewport: { width, height }, hasTouch: true, isMobile: true }
      await onPage(`/?sel=road/${road.id}`, phone, async (page) => {
        const card = page.getByRole('complementary', { name: '详情' })
        await card.getByRole('heading', { name: road.properties.name }).waitFor()
        await idle(page)
        const sheet = await card.boundingBox()
        assert.equal(sheet.x, 0)
        assert.equal(sheet.width, width)
        assert.ok(sheet.y > height * 0.3, 'the map stays in sight')
        assert.equal(await overflow(page), 0)
        assert.ok((await drawn(page, ['selected-line'])).length > 0)
        await card.getByRole('button', { name: '关闭详情' }).tap()
        await page.getByRole('link', { name: '地名', exact: true }).tap()
        await page.getByLabel('拟用名称').waitFor()
        assert.equal(await overflow(page), 0)
      })
    })
  }

  it('says that the connection is lost, and goes on by itself', () =>
    onPage('/', { mayFail: true }, async (page, context) => {
      await idle(page)
      await context.setOffline(true)
      await page.getByRole('combobox', { name: '搜索' }).fill('路')
      await page.getByText(/与服务的连接断了/).waitFor()
      await context.setOffline(false)
      await page.getByText(/与服务的连接断了/).waitFor({ state: 'detached' })
      await page.getByRole('option').first().waitFor()
    }))
})
