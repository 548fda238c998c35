// The picture in the README, taken from what is really drawn.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { api, drawn, idle, middleOf, namedRoad, onPage, useBrowser } from './browser.mjs'

useBrowser()

const docs = new URL('../../docs/', import.meta.url).pathname

const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1])

describe('the picture', () => {
  it('shows streets, doorplates and a road with its sign', async () => {
    const seat = middleOf((await namedRoad()).geometry)
    const { features } = await api('road?limit=1000')
    const [nearest] = features
      .filter(({ properties: p }) => p.name === null)
      .map(({ geometry }) => middleOf(geometry))
      .sort((a, b) => distance(a, seat) - distance(b, seat))
    // Between the seat's streets and the unnamed road that is nearest to them.
    const [lon, lat] = [0, 1].map((axis) => (nearest[axis] + seat[axis]) / 2)
    const beside = await api(`nearest?lon=${lon}&lat=${lat}&kinds=road&k=50&max_m=3000`)
    const road = beside.results
      .map(({ feature }) => feature)
      .find(({ properties: p }) => p.name && p.pinyin && p.length_m > 900)
    await onPage(`/?at=${lon},${lat},14&sel=road/${road.id}`, {}, async (page) => {
      await page.getByRole('heading', { name: road.properties.name }).waitFor()
      await idle(page)
      const layers = new Set((await drawn(page)).map(({ sourceLayer }) => sourceLayer))
      for (const layer of ['roads', 'doorplates']) assert.ok(layers.has(layer), `${layer} is drawn`)
      assert.ok(
        (await drawn(page, ['road-unnamed'])).length > 0,
        'an unnamed road is in the picture',
      )
      await page.waitForTimeout(600)
      mkdirSync(docs, { recursive: true })
      await page.screenshot({ path: `${docs}map.png` })
    })
  })
})
