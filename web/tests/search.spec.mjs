// The search box: names, pinyin, coordinates; with the keyboard alone.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { idle, isNear, namedRoad, onPage, useBrowser } from './browser.mjs'

useBrowser()

const plain = (pinyin) =>
  pinyin
    .normalize('NFD')
    .replace(/[\u0300-\u036f\s’']/g, '')
    .toLowerCase()

describe('the search box', () => {
  it('suggests while typing, and Enter opens the card', async () => {
    const road = await namedRoad()
    await onPage('/', {}, async (page) => {
      await page.getByRole('combobox', { name: '搜索' }).fill(road.properties.name)
      await page.getByRole('option', { name: road.properties.name }).first().waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: road.properties.name, level: 2 }).waitFor()
      await page.waitForURL(/sel=road\/[0-9a-f-]{36}/)
      await idle(page)
      await page.keyboard.press('Escape')
    })
  })

  it('understands pinyin without tones', async () => {
    const road = await namedRoad()
    await onPage('/', {}, async (page) => {
      await page.getByRole('combobox', { name: '搜索' }).fill(plain(road.properties.pinyin))
      await page.getByRole('option', { name: road.properties.name }).first().waitFor()
    })
  })

  it('reads coordinates in the system that is chosen', () =>
    onPage('/', {}, async (page) => {
      await page.getByRole('combobox', { name: '搜索' }).fill('120.8351125, 29.5583810')
      await page.getByRole('listbox').getByRole('option', { name: 'GCJ-02' }).click()
      await page.waitForURL(/sel=here/)
      const [lon, lat] = new URL(page.url()).searchParams.get('sel').slice(5).split(',').map(Number)
      isNear(lon, 120.831, 1.1e-6)
      isNear(lat, 29.561, 1.1e-6)
    }))

  it('says so when latitude stands first, and turns nothing silently', () =>
    onPage('/', {}, async (page) => {
      await page.getByRole('combobox', { name: '搜索' }).fill('29.561,120.831')
      await page.getByRole('search').getByText('120.831,29.561').first().waitFor()
      assert.equal(new URL(page.url()).searchParams.get('sel'), null)
    }))

  it('says what to try when nothing is found', () =>
    onPage('/', {}, async (page) => {
      await page.getByRole('combobox', { name: '搜索' }).fill('zzzzqqqq')
      await page
        .getByRole('search')
        .getByText(/没有找到/)
        .first()
        .waitFor()
    }))
})
