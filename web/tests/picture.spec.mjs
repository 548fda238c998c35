// The picture in the README, taken from what is really drawn.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { drawn, idle, middleOf, namedRoad, onPage, useBrowser } from './browser.mjs'

useBrowser()

const docs = new URL('../../docs/', import.meta.url).pathname

describe('the picture', () => {
  it('shows streets, doorplates and a road with its sign', async () => {
    const road = await namedRoad()
    const [lon, lat] = middleOf(road.geometry)
    await onPage(`/?at=${lon},${lat},15.4&sel=road/${road.id}`, {}, async (page) => {
      await page.getByRole('heading', { name: road.properties.name }).waitFor()
      await idle(page)
      const layers = new Set((await drawn(page)).map(({ sourceLayer }) => sourceLayer))
      assert.ok(layers.has('roads') && layers.has('doorplates'))
      await page.waitForTimeout(600)
      mkdirSync(docs, { recursive: true })
      await page.screenshot({ path: `${docs}map.png` })
    })
  })
})
