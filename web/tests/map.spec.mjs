// The map: tiles, cards, switches, coordinates, and what happens when the register changes.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  api,
  drawn,
  idle,
  isNear,
  middleOf,
  namedRoad,
  onPage,
  PHONE,
  URL_BASE,
  useBrowser,
} from './browser.mjs'

useBrowser()

const at = ([lon, lat], zoom) => `/?at=${lon},${lat},${zoom}`

async function unnamedRoad() {
  const { features } = await api('road?limit=1000')
  const road = features.find(({ properties: p }) => p.name === null)
  assert.ok(road, 'the demo county has unnamed roads')
  return road
}

describe('the map', () => {
  it('draws the whole county from our own tiles', () =>
    onPage('/', {}, async (page) => {
      await idle(page)
      const layers = new Set((await drawn(page)).map(({ sourceLayer }) => sourceLayer))
      for (const layer of ['regions', 'roads', 'boundary_lines', 'places']) {
        assert.ok(layers.has(layer), `${layer} is drawn`)
      }
    }))

  it('labels a region once, however many tiles it spans', () =>
    onPage('/?at=120.8,29.6,10', {}, async (page) => {
      await idle(page)
      const names = (await drawn(page, ['region-label-town'])).map(
        ({ properties }) => properties.name,
      )
      assert.ok(names.length > 5)
      assert.equal(new Set(names).size, names.length)
    }))

  it('labels a cemetery once, and keeps the scale clear of the pointer bar on a phone', async () => {
    const { features } = await api('cemetery?limit=20')
    const { geometry, properties } = features.find((one) => one.geometry)
    const [first] = geometry.coordinates.flat(geometry.type === 'MultiPolygon' ? 2 : 1)
    const spot = geometry.type === 'Point' ? geometry.coordinates : first
    await onPage(at(spot, 17), PHONE, async (page) => {
      await idle(page)
      await page.waitForFunction(() => {
        const { map } = document.querySelector('[data-testid=map]')
        return map.queryRenderedFeatures({ layers: ['cemetery-label'] }).length > 0
      })
      const names = (await drawn(page, ['cemetery-label'])).map((one) => one.properties.name)
      assert.equal(names.filter((name) => name === properties.name).length, 1)
      const scale = await page.locator('.maplibregl-ctrl-scale').boundingBox()
      const bar = await page.getByRole('region', { name: '指针所在位置' }).boundingBox()
      assert.ok(scale.y + scale.height <= bar.y, 'the scale stands above the bar')
    })
  })

  it('keeps position, selection and hidden layers in the address', async () => {
    const road = await namedRoad()
    await onPage(at(middleOf(road.geometry), 16), {}, async (page) => {
      await idle(page)
      assert.ok((await drawn(page, ['doorplate-dot'])).length > 0)
      await page.getByRole('checkbox', { name: '门牌' }).uncheck()
      await page.getByRole('button', { name: '放大' }).click()
      await idle(page)
      await page.waitForURL(/at=[\d.,]+,17\.00/)
      await page.reload()
      await idle(page)
      assert.equal(new URL(page.url()).searchParams.get('off'), 'doorplates')
      assert.deepEqual(await drawn(page, ['doorplate-dot', 'doorplate-plate']), [])
    })
  })

  it('shows unnamed roads so that they cannot be overlooked, and counts them', async () => {
    const road = await unnamedRoad()
    await onPage(at(middleOf(road.geometry), 18), {}, async (page) => {
      await idle(page)
      const found = await drawn(page, ['road-unnamed'])
      assert.ok(found.some(({ id }) => id === road.properties.fid))
      const count = new Set(found.map(({ id }) => id)).size
      await page.getByText(`视野内 ${count} 条未命名道路`).waitFor()
      await page.mouse.click(72 + 1368 / 2, 450)
      await page.getByRole('heading', { name: '未命名道路' }).waitFor()
    })
  })

  it('writes the pointer position in four systems', () =>
    onPage('/?at=120.831,29.561,15', {}, async (page) => {
      await idle(page)
      const expected = {
        CGCS2000: [120.831, 29.561],
        WGS84: [120.831, 29.561],
        GCJ02: [120.8351125, 29.558381],
        BD09: [120.8415443, 29.564736],
      }
      for (const [system, [lon, lat]] of Object.entries(expected)) {
        await page.getByLabel('坐标系').selectOption(system)
        const text = await page.locator('output').textContent()
        const [x, y] = text.split(',').map(Number)
        isNear(x, lon, 1.1e-6)
        isNear(y, lat, 1.1e-6)
      }
    }))

  it(
    'draws what was committed a moment ago, without a reload',
    { skip: !process.env.MINGJIE_WRITE_TOKEN },
    async () => {
      const centre = [120.752, 29.512]
      await onPage(at(centre, 16), {}, async (page) => {
        await idle(page)
        const answer = await fetch(`${URL_BASE}/api/v1/road`, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            Authorization: `Bearer ${process.env.MINGJIE_WRITE_TOKEN}`,
          },
          body: JSON.stringify({
            type: 'Feature',
            id: `page-test-${Date.now()}`,
            geometry: {
              type: 'LineString',
              coordinates: [
                [centre[0] - 0.002, centre[1]],
                [centre[0] + 0.002, centre[1]],
              ],
            },
            properties: { name: '试画路', class: 'local' },
          }),
        })
        const made = await answer.json()
        assert.equal(answer.status, 201, JSON.stringify(made))
        const { fid } = made.properties
        await page.waitForFunction(
          (wanted) => {
            const { map } = document.querySelector('[data-testid=map]')
            return map
              .queryRenderedFeatures({ layers: ['road-fill'] })
              .some(({ id }) => id === wanted)
          },
          fid,
          { polling: 100, timeout: 10_000 },
        )
      })
    },
  )
})

describe('a card', () => {
  it('heads a road with its street sign and tells its facts and history', async () => {
    const road = await namedRoad()
    await onPage(`/?sel=road/${road.id}`, {}, async (page) => {
      const card = page.getByRole('complementary', { name: '详情' })
      await card.getByRole('heading', { name: road.properties.name }).waitFor()
      await card.getByText(road.properties.pinyin, { exact: true }).waitFor()
      assert.match(await card.locator('.sign').getAttribute('class'), /east-west|north-south/)
      await card.getByText('道路等级').waitFor()
      await card.getByRole('tab', { name: '沿革' }).click()
      await card.getByText('入库').waitFor()
      await idle(page)
      // A link without a position leads to the feature.
      const found = await drawn(page, ['selected-line'])
      assert.ok(found.length > 0, 'the selection is drawn')
    })
  })

  it('opens on a click and leads from a doorplate to its road', async () => {
    const { features } = await api('doorplate?limit=50')
    const plate = features.find(({ properties: p }) => p.road_name && p.road_source_id)
    await onPage(at(plate.geometry.coordinates, 19), {}, async (page) => {
      await idle(page)
      await page.mouse.click(72 + 1368 / 2, 450)
      const card = page.getByRole('complementary', { name: '详情' })
      await card.getByRole('tab', { name: '相关' }).click()
      await page.waitForURL(/sel=doorplate/)
      await card.getByRole('heading', { name: '所在道路' }).waitFor()
      await card.getByRole('button', { name: plate.properties.road_name, exact: true }).click()
      await page.waitForURL(/sel=road/)
      await card.getByRole('heading', { name: plate.properties.road_name, level: 2 }).waitFor()
    })
  })

  it('tells the address of a spot where nothing is registered', () =>
    onPage('/?sel=here/120.8312,29.5911', {}, async (page) => {
      const card = page.getByRole('complementary', { name: '详情' })
      await card.getByRole('button', { name: '嵊州市' }).click()
      await card.getByRole('heading', { name: '嵊州市' }).waitFor()
      await page.waitForURL(/sel=region/)
    }))

  it('says what is wrong when the link leads nowhere', () =>
    onPage('/?sel=road/00000000-0000-7000-8000-000000000000', { mayFail: true }, async (page) => {
      const notice = page.getByRole('complementary', { name: '详情' }).getByRole('alert')
      await notice.getByText(/请求编号/).waitFor()
    }))
})
