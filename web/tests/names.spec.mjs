// The name check: findings while typing, evidence on the map, a draft that is not lost.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { idle, middleOf, namedRoad, onPage, useBrowser } from './browser.mjs'

useBrowser()

describe('the name check', () => {
  it('finds the road that already has the name, and shows it on the map', async () => {
    const road = await namedRoad()
    const [lon, lat] = middleOf(road.geometry)
    await onPage(`/names?at=${lon + 0.004},${lat + 0.004},14`, {}, async (page) => {
      await idle(page)
      await page.getByRole('button', { name: '在图上点位置' }).click()
      await page.mouse.click(900, 450)
      await page.getByText('已标点位').waitFor()
      await page.getByLabel('拟用名称').fill(road.properties.name)
      await page
        .getByTestId('verdict')
        .getByText(/不予通过|需要研究/)
        .waitFor()
      const finding = page.locator('[data-rule]').filter({ hasText: road.properties.name }).first()
      await finding.getByRole('button', { name: '在图上看' }).first().click()
      await page.getByRole('heading', { name: road.properties.name, level: 2 }).waitFor()
      // The line lies in a source of its own, which the map reads in the background.
      await page.waitForFunction(() => {
        const { map } = document.querySelector('[data-testid=map]')
        const [label] = map.queryRenderedFeatures({ layers: ['links-label'] })
        return /\d (m|km)$/.test(label?.properties.label ?? '')
      })
    })
  })

  it('lets an ordinary new name pass, with its word and not colour alone', () =>
    onPage('/names?at=120.83,29.58,13', {}, async (page) => {
      await page.getByLabel('拟用名称').fill('澄怀路')
      await page.getByTestId('verdict').getByText('可以使用').waitFor()
    }))

  it('keeps the draft when the panel is left', () =>
    onPage('/names', {}, async (page) => {
      await page.getByLabel('拟用名称').fill('曼哈顿大街')
      await page.locator('[data-rule]').first().waitFor()
      await page.getByRole('button', { name: '关闭名称审查' }).click()
      await page.getByRole('checkbox', { name: '门牌' }).waitFor()
      await page.getByRole('link', { name: '名称审查' }).click()
      assert.equal(await page.getByLabel('拟用名称').inputValue(), '曼哈顿大街')
      await page.locator('[data-rule]').first().waitFor()
    }))

  it('draws a line with the keyboard alone', () =>
    onPage('/names?at=120.83,29.58,14', {}, async (page) => {
      await idle(page)
      await page.getByRole('button', { name: '在图上画线' }).press('Enter')
      await page.keyboard.press('Space')
      await page.keyboard.press('ArrowRight')
      await page.waitForTimeout(400)
      await page.keyboard.press('Space')
      await page.keyboard.press('Enter')
      await page.getByText(/已画线/).waitFor()
    }))
})
