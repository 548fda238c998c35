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
    const road = await namedRoad()
    const seat = middleOf(road.geometry)
    const { features } = await api('road?limit=1000')
    const [nearest] = features
      .filter(({ properties: p }) => p.name === null)
      .map(({ geometry }) => middleOf(geometry))
      .sort((a, b) => distance(a, seat) - distance(b, seat))
    // Between the seat's streets and the unnamed road that is nearest to them.
    const [lon, lat] = [0, 1].map((axis) => (nearest[axis] + seat[axis]) / 2)
    await onPage(`/?at=${lon},${lat},13.7&sel=road/${road.id}`, {}, async (page) => {
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
