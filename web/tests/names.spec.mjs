// The naming desk: findings while typing, conflicts on the map, names that would pass, a name kept free.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  api,
  asPerson,
  assertAccessible,
  idle,
  middleOf,
  namedRoad,
  onPage,
  overflow,
  PHONE,
  URL_BASE,
  useBrowser,
} from './browser.mjs'

useBrowser()

/** What the map draws of the conflicts: `line`, `name` and `label` of each. */
const conflicts = (page) =>
  page.waitForFunction(() => {
    const { map } = document.querySelector('[data-testid=map]')
    const drawn = map.queryRenderedFeatures({ layers: ['links-line', 'links-name', 'links-label'] })
    const names = drawn.map(({ properties: p }) => p.name).filter(Boolean)
    const labels = drawn.map(({ properties: p }) => p.label).filter(Boolean)
    return names.length && { names, labels }
  })

describe('the naming desk', () => {
  it('draws the road that already has the name while the name is typed, and leads to it', async () => {
    const road = await namedRoad()
    const [lon, lat] = middleOf(road.geometry)
    await onPage(`/names?at=${lon + 0.004},${lat + 0.004},14`, {}, async (page) => {
      await idle(page)
      await page.getByRole('button', { name: '在图上点位置' }).click()
      await page.mouse.click(900, 450)
      await page.getByText('已标点位').waitFor()
      await page.getByLabel('拟用名称').pressSequentially(road.properties.name, { delay: 30 })
      await page
        .getByTestId('verdict')
        .getByText(/不予通过|需要研究/)
        .waitFor()
      await page.getByRole('button', { name: /在图上看全部/ }).click()
      const { names, labels } = await (await conflicts(page)).jsonValue()
      assert.ok(names.includes(road.properties.name), names.join())
      assert.ok(
        labels.every((label) => /\d (m|km)$/.test(label)),
        labels.join(),
      )
      await assertAccessible(page)
      const finding = page.locator('[data-rule]').filter({ hasText: road.properties.name }).first()
      await finding.getByRole('button', { name: '在图上看' }).first().click()
      await page.getByRole('heading', { name: road.properties.name, level: 2 }).waitFor()
      await finding.getByRole('link', { name: road.properties.name }).first().click()
      await page.waitForURL(/\/names\/road\//)
    })
  })

  it('sends the drawn line and its length', () =>
    onPage('/names?at=120.83,29.58,17', {}, async (page) => {
      await idle(page)
      await page.getByRole('button', { name: '在图上画线' }).click()
      for (const [x, y] of [
        [700, 300],
        [800, 420],
        [980, 420],
      ])
        await page.mouse.click(x, y)
      await page.keyboard.press('Enter')
      await page.getByText(/已画线/).waitFor()
      const asked = page.waitForRequest(
        (request) => request.url().endsWith('/names/check') && request.method() === 'POST',
      )
      await page.getByLabel('拟用名称').fill('澄怀大道')
      const body = (await asked).postDataJSON()
      assert.equal(body.geometry.type, 'LineString')
      assert.equal(body.geometry.coordinates.length, 3)
      assert.ok(body.length_m > 150 && body.length_m < 700, `${body.length_m}`)
      await page.getByTestId('verdict').waitFor()
    }))

  it('lets an ordinary new name pass, with its word and not colour alone', () =>
    onPage('/names?at=120.83,29.58,13', {}, async (page) => {
      await page.getByLabel('拟用名称').fill('澄怀路')
      await page.getByTestId('verdict').getByText('可以使用').waitFor()
    }))

  it('offers names that pass for one that does not, and takes one with a click', () =>
    onPage('/names?at=120.83,29.58,13', {}, async (page) => {
      await idle(page)
      await page.getByRole('button', { name: '在图上点位置' }).click()
      await page.mouse.click(900, 450)
      await page.getByLabel('拟用名称').fill('曼哈顿大街')
      await page.getByTestId('verdict').getByText('不予通过').waitFor()
      const offer = page.getByRole('button', { name: /^改用“/ }).first()
      await offer.waitFor()
      const name = await offer.locator('b').textContent()
      await offer.click()
      assert.equal(await page.getByLabel('拟用名称').inputValue(), name)
      await page.getByTestId('verdict').getByText('可以使用').waitFor()
    }))

  it('keeps the draft when the panel is left', () =>
    onPage('/names', {}, async (page) => {
      await page.getByLabel('拟用名称').fill('曼哈顿大街')
      await page.locator('[data-rule]').first().waitFor()
      await page.getByRole('button', { name: '关闭名称审查' }).click()
      await page.getByRole('checkbox', { name: '门牌' }).waitFor()
      await page.getByRole('link', { name: '地名', exact: true }).click()
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

  it('fits a phone', () =>
    onPage('/names?at=120.83,29.58,13', PHONE, async (page) => {
      await page.getByLabel('拟用名称').fill('曼哈顿大街')
      await page.locator('[data-rule]').first().waitFor()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    }))
})

describe('a finding to judge', () => {
  it('is overruled by the committee with a reason that whoever checks the name then reads', () =>
    asPerson('committee', '/tasks', {}, async (page) => {
      const name = `巴黎${'春夏秋冬'[Date.now() % 4]}${'甲乙丙丁戊己庚辛壬癸'[Date.now() % 10]}路`
      await page.goto(`${URL_BASE}/names?at=120.83,29.58,13`)
      await page.getByLabel('拟用名称').fill(name)
      await page.getByTestId('verdict').getByText('不予通过').waitFor()
      const found = page.locator('[data-rule="N2-foreign"], [data-rule*="foreign"]').first()
      await found.getByRole('button', { name: '否决此意见' }).click()
      const dialog = page.getByRole('dialog')
      assert.ok(await dialog.getByRole('button', { name: '确认否决' }).isDisabled())
      await dialog.getByLabel('原因').fill('沿用百年老地名，与外国地名无关')
      await dialog.getByRole('button', { name: '确认否决' }).click()
      await found.getByText('沿用百年老地名').waitFor()
      await onPage('/names?at=120.83,29.58,13', {}, async (other) => {
        await other.getByLabel('拟用名称').fill(name)
        await other.getByText('沿用百年老地名').first().waitFor()
        assert.equal(await other.getByRole('button', { name: '否决此意见' }).count(), 0)
        assert.equal(await other.getByRole('button', { name: '撤回否决' }).count(), 0)
      })
      await found.getByRole('button', { name: '撤回否决' }).click()
      await dialog.getByLabel('原因').fill('查无此史')
      await dialog.getByRole('button', { name: '撤回否决' }).click()
      await page.getByTestId('verdict').getByText('不予通过').waitFor()
      await found.getByRole('button', { name: '否决此意见' }).waitFor()
    }))
})

describe('a reserved name', () => {
  const name = `鹿鸣${'甲乙丙丁戊己庚辛壬癸'[Date.now() % 10]}${'春夏秋冬'[Date.now() % 4]}路`

  it('is kept by the clerk from the desk, seen by the next check, listed, and given up', () =>
    asPerson('clerk', '/tasks', {}, async (page) => {
      await page.getByRole('link', { name: '地名', exact: true }).click()
      await page.getByLabel('拟用名称').fill(name)
      await page.getByTestId('verdict').waitFor()
      await page.getByRole('button', { name: '预留此名称' }).click()
      const dialog = page.getByRole('dialog')
      assert.equal(await dialog.getByLabel('拟用名称').inputValue(), name)
      await dialog.locator('.el-select').nth(1).click()
      await page
        .getByRole('option', { name: /嵊州市/ })
        .first()
        .click()
      await dialog.getByLabel('预留单位').fill('某某建设有限公司')
      await assertAccessible(page)
      await dialog.getByRole('button', { name: '确认预留' }).click()
      await page.getByText(new RegExp(`“${name}”已预留至`)).waitFor()
      await page.locator('[data-rule="N17-reserved"]').waitFor()

      // Whoever is not signed in is told that it is kept, and not for whom.
      await onPage('/names?at=120.83,29.58,13', {}, async (other) => {
        await other.getByLabel('拟用名称').fill(name)
        await other.locator('[data-rule="N17-reserved"]').waitFor()
        assert.equal(await other.getByText('某某建设').count(), 0)
        await other.getByRole('link', { name: '预留', exact: true }).click()
        await other.getByRole('row', { name: new RegExp(name) }).waitFor()
        assert.equal(await other.getByText('某某建设').count(), 0)
        assert.equal(await other.getByRole('button', { name: /新增预留/ }).count(), 0)
      })

      await page.getByRole('link', { name: '预留', exact: true }).click()
      const row = page.getByRole('row', { name: new RegExp(name) })
      await row.getByText('某某建设有限公司').waitFor()
      await row.getByText(/还有 1[78]\d 天/).waitFor()
      await assertAccessible(page)
      await row.getByRole('button', { name: `放弃预留“${name}”` }).click()
      await page.getByLabel('原因').fill('申请撤回')
      await page.getByRole('dialog').getByRole('button', { name: '放弃' }).click()
      await page.getByText(`“${name}”的预留已放弃。`).waitFor()
      await row.waitFor({ state: 'detached' })
      await page.getByText('包括已到期、已放弃的').click()
      await row.getByText(/放弃$/).waitFor()
      const { reservations } = await api('name-reservations')
      assert.ok(!reservations.some((one) => one.name === name))
    }))

  it('stands in a list that fits a phone', () =>
    onPage('/names/reserved', PHONE, async (page) => {
      await page.getByRole('heading', { name: '名称预留' }).waitFor()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    }))
})
