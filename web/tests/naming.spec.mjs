// The naming desk's other pages: lists, the campaign, unnamed roads, words, the page of a name.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import {
  api,
  asPerson,
  assertAccessible,
  drawn,
  idle,
  namedRoad,
  onPage,
  overflow,
  PHONE,
  URL_BASE,
  useBrowser,
} from './browser.mjs'

useBrowser()

/** Drops a file on the page, as the pointer does. */
async function drop(page, name, type, text) {
  const data = await page.evaluateHandle(
    ([file, kind, content]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content], file, { type: kind }))
      return transfer
    },
    [name, type, text],
  )
  await page.getByTestId('drop').dispatchEvent('drop', { dataTransfer: data })
}

const row = (page, name) => page.locator(`[data-name="${name}"]`)

describe('a list of names', () => {
  it('is dropped as CSV: verdicts by row, findings, conflicts within, rows that cannot be read', async () => {
    const { properties: known } = await namedRoad()
    const csv = [
      '拟命名表',
      '序号,名称,类别,长度(米)',
      `1,${known.name},道路,800`,
      '2,曼哈顿大街,道路,900',
      '3,澄怀路,道路,很长',
      '4,望澜路,道路,700',
      '5,望岚路,道路,650',
      '6,澄　观　路,道路,1200',
    ].join('\n')
    await onPage('/names/list', {}, async (page) => {
      // The county that the map lies in is chosen already.
      await page
        .locator('.defaults')
        .getByText(/嵊州市/)
        .waitFor()
      await assertAccessible(page)
      await drop(page, '拟命名.csv', 'text/csv', csv)
      await row(page, known.name).getByText('不予通过').waitFor()
      await row(page, known.name).getByText('第 3 行').waitFor()
      await page.getByText(/1 处读不出/).waitFor()
      await page
        .getByRole('region', { name: /读不出/ })
        .getByText('第 5 行')
        .waitFor()
      await page.getByText(/没有用到：序号/).waitFor()
      await row(page, '澄观路').getByText('原文“澄　观　路”').waitFor()
      await page.getByRole('button', { name: /批内冲突/ }).click()
      await row(page, known.name).waitFor({ state: 'detached' })
      await page.getByRole('button', { name: '展开“望澜路”的审查意见' }).click()
      await row(page, '望澜路').getByText('本批名称').first().waitFor()
      await row(page, '望澜路').locator('b', { hasText: '望岚路' }).first().waitFor()
      await assertAccessible(page)
      const saving = page.waitForEvent('download')
      await page.getByRole('button', { name: '导出 CSV' }).click()
      const saved = await saving
      assert.equal(saved.suggestedFilename(), '名称审查结果.csv')
      const text = readFileSync(await saved.path(), 'utf8')
      assert.match(text, /曼哈顿大街/)
      assert.match(text.split('\n')[0], /名称.*结论/)
    })
  })

  it('is pasted, one name a line, and rows are counted as pasted', () =>
    onPage('/names/list', {}, async (page) => {
      await page.getByLabel(/粘贴名称/).fill('澄怀路\n曼哈顿大街\n')
      await page.getByRole('button', { name: '开始审查' }).click()
      await row(page, '曼哈顿大街').getByText('第 2 行').waitFor()
      // The table to keep counts them so, too.
      const saving = page.waitForEvent('download')
      await page.getByRole('button', { name: '导出 CSV' }).click()
      const text = readFileSync(await (await saving).path(), 'utf8')
      assert.match(text, /^2,曼哈顿大街/m)
      await page.getByRole('button', { name: '另审一批' }).click()
      assert.match(await page.getByLabel(/粘贴名称/).inputValue(), /澄怀路/)
    }))

  it('stays usable with ten thousand rows', () =>
    onPage('/names/list', {}, async (page) => {
      const families = '梅兰竹菊松柏桂枫榆柳'
      const heads = '东南西北上下前后新永'
      const names = []
      for (let i = 0; i < 10_000; i++) {
        const digit = (power) => Math.floor(i / 10 ** power) % 10
        names.push(
          `${heads[digit(3)]}${families[digit(2)]}${heads[digit(1)]}${families[digit(0)]}路`,
        )
      }
      await drop(
        page,
        '一万.csv',
        'text/csv',
        `名称,政区代码\n${names.map((n) => `${n},330683`).join('\n')}`,
      )
      await page.getByText('共审查 10,000 个名称。').waitFor({ timeout: 60_000 })
      const began = Date.now()
      await page
        .getByRole('button', { name: /^可以使用|^不予通过/ })
        .first()
        .click()
      await page.getByRole('button', { name: /^全部/ }).click()
      await page.locator('.el-pager .number', { hasText: '200' }).click()
      await page.getByText('第 10001 行').waitFor()
      assert.ok(Date.now() - began < 3_000, `turned in ${Date.now() - began} ms`)
    }))

  it('that is no list is refused with words', () =>
    onPage('/names/list', { mayFail: true }, async (page) => {
      await drop(page, '照片.csv', 'text/csv', '甲,乙\n1,2\n')
      await page.getByRole('alert').waitFor()
      await page.getByTestId('drop').waitFor()
    }))

  it('fits a phone', () =>
    onPage('/names/list', PHONE, async (page) => {
      await page.getByLabel(/粘贴名称/).fill('澄怀路\n曼哈顿大街\n')
      assert.equal(await overflow(page), 0)
      await page.getByRole('button', { name: '开始审查' }).click()
      await row(page, '曼哈顿大街').waitFor()
      await page.getByRole('button', { name: '展开“曼哈顿大街”的审查意见' }).click()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    }))
})

describe('the campaign', () => {
  it('is for the office', () =>
    onPage('/names/campaign', {}, (page) => page.getByRole('button', { name: '登录' }).waitFor()))

  it('lists what was found, narrows by verdict and rule, and leads to the name and the map', () =>
    asPerson('clerk', '/names/campaign', {}, async (page) => {
      await page.getByText(/共审查/).waitFor({ timeout: 60_000 })
      await assertAccessible(page)
      const all = await page.locator('[data-name]').count()
      assert.ok(all > 0, 'the demo county has names with findings')
      await page.getByRole('button', { name: /^不予通过/ }).click()
      await page.waitForURL(/verdict=prohibited/)
      await page.getByText(/共审查/).waitFor()
      await page.waitForFunction(() => !document.querySelector('.waiting'))
      const verdicts = await page.locator('[data-name] .verdict').allTextContents()
      assert.ok(verdicts.every((text) => text.includes('不予通过')))
      await page.getByRole('button', { name: /^全部问题/ }).click()
      await page.locator('.filters .el-select').nth(3).click()
      const option = page.getByRole('option').first()
      const [, count] = /（(\d+)）$/.exec(await option.textContent())
      await option.click()
      await page.waitForURL(/rule=/)
      await page.getByText(`按筛选列出 ${Number(count).toLocaleString('zh-CN')} 个`).waitFor()
      const first = page.locator('[data-name]').first()
      const name = await first.getAttribute('data-name')
      await first.getByRole('link', { name: `打开“${name}”的名称页` }).click()
      await page.getByRole('heading', { name: '读音与罗马字母拼写' }).waitFor()
      await page.goBack()
      await page
        .getByRole('button', { name: `在图上看“${name}”` })
        .first()
        .click()
      await page.getByRole('complementary', { name: '详情' }).waitFor()
    }))

  it('fits a phone', () =>
    asPerson('clerk', '/names/campaign', PHONE, async (page) => {
      await page.locator('[data-name]').first().waitFor({ timeout: 60_000 })
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    }))
})

describe('unnamed roads', () => {
  it('tell their weight, are drawn, and get a candidate that the desk takes up with the line', async () => {
    const { roads, total } = await api('roads/unnamed?limit=1')
    assert.ok(total > 0)
    await onPage('/names/unnamed', {}, async (page) => {
      await page.getByText(`${total} 条未命名`).waitFor()
      await page.getByRole('progressbar', { name: '道路命名率' }).waitFor()
      const item = page.getByRole('list', { name: '未命名道路' }).getByRole('listitem').first()
      await item.getByText(`门牌 ${roads[0].doorplates} 个`).waitFor()
      await item.getByRole('button').first().click()
      await page.waitForURL(new RegExp(`sel=road/${roads[0].id}`))
      await idle(page)
      assert.ok((await drawn(page, ['selected-line'])).length > 0, 'the road is drawn')
      const offer = item.getByRole('button', { name: /^改用“/ }).first()
      await offer.waitFor()
      await assertAccessible(page)
      const name = await offer.locator('b').textContent()
      await offer.click()
      await page.getByText(/已画线/).waitFor()
      assert.equal(await page.getByLabel('拟用名称').inputValue(), name)
      await page.getByTestId('verdict').getByText('可以使用').waitFor()
    })
  })

  it('are narrowed to a town', () =>
    onPage('/names/unnamed', {}, async (page) => {
      const { towns } = await api('roads/coverage')
      const town = towns.filter(({ unnamed }) => unnamed > 0).at(-1)
      await page.getByRole('button', { name: /按乡镇街道/ }).click()
      await page.getByRole('button', { name: new RegExp(`^${town.name}`) }).click()
      await page.waitForURL(new RegExp(`region=${town.code}`))
      await page.getByText(`${town.unnamed} 条未命名`).waitFor()
    }))

  it('fit a phone, candidates before the card', () =>
    onPage('/names/unnamed', PHONE, async (page) => {
      const item = page.getByRole('list', { name: '未命名道路' }).getByRole('listitem').first()
      await item.getByRole('button').first().click()
      await item.getByRole('heading', { name: /候选名称/ }).waitFor()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    }))
})

describe('the word banks', () => {
  it('take a forbidden word that the next check stops at, and give it up again', () =>
    asPerson('clerk', '/tasks', {}, async (page) => {
      await page.goto(`${URL_BASE}/names/words`)
      await page.getByRole('button', { name: '禁用词' }).click()
      await page.getByRole('button', { name: '新增词条' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('词', { exact: true }).fill('呓呓')
      await dialog.locator('.el-select').nth(1).click()
      await page.getByRole('option', { name: /怪异难懂/ }).click()
      await dialog.getByLabel('来源').fill('2026年第3次地名委员会纪要')
      await assertAccessible(page)
      await dialog.getByRole('button', { name: '加入词库' }).click()
      await page.getByText('“呓呓”已加入词库').waitFor()
      const row = page.getByRole('row', { name: /呓呓/ })
      await row.getByText('2026年第3次地名委员会纪要').waitFor()
      await page.getByLabel('按词查找').fill('没有这样的词')
      await page.getByText('没有词条').waitFor()
      await page.getByLabel('按词查找').fill('呓')
      await row.waitFor()
      const check = async () => {
        const answer = await fetch(`${URL_BASE}/api/v1/names/check`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ name: '呓呓路', category: 'road', region_code: '330683' }),
        })
        return (await answer.json()).findings.map(({ rule }) => rule)
      }
      assert.ok((await check()).includes('W-forbidden'))
      await row.getByRole('button', { name: '修改“呓呓”' }).click()
      assert.equal(await dialog.getByLabel('词', { exact: true }).inputValue(), '呓呓')
      await dialog.getByLabel('来源').fill('2026年第4次地名委员会纪要')
      await dialog.locator('.el-select').nth(0).click()
      await page.getByRole('option', { name: '限用词' }).click()
      await dialog.getByRole('button', { name: '保存' }).click()
      await page.getByText('“呓呓”已修改').waitFor()
      await page.getByRole('button', { name: '限用词' }).click()
      await row.getByText('2026年第4次地名委员会纪要').waitFor()
      assert.ok((await check()).includes('W-restricted'))
      await row.getByRole('button', { name: '停用“呓呓”' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '停用' }).click()
      await page.getByText('“呓呓”已停用。').waitFor()
      assert.ok(!(await check()).some((rule) => rule.startsWith('W-')))
    }))

  it('are read by everybody, changed by the office, on a phone too', () =>
    onPage('/names/words', PHONE, async (page) => {
      await page.getByText(/共 \d+ 个/).waitFor()
      assert.equal(await page.getByRole('button', { name: '新增词条' }).count(), 0)
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    }))
})

describe('the page of a name', () => {
  it('tells reading, spelling, history and names like it, on a map', async () => {
    const road = await namedRoad()
    await onPage(`/?sel=road/${road.id}`, {}, async (page) => {
      await page.getByRole('link', { name: /名称页/ }).click()
      await page.getByRole('heading', { name: road.properties.name, level: 2 }).waitFor()
      const spelling = page.getByRole('region', { name: '读音与罗马字母拼写' })
      await spelling.getByText(road.properties.pinyin, { exact: true }).first().waitFor()
      const readings = spelling.getByRole('list', { name: '逐字读音' }).getByRole('listitem')
      assert.equal(await readings.count(), road.properties.name.length)
      await page.getByRole('region', { name: '名称沿革' }).getByText('标准名称').waitFor()
      await page.getByRole('heading', { name: '相近名称' }).waitFor()
      assert.equal(await page.getByRole('button', { name: /审定读音/ }).count(), 0)
      await assertAccessible(page)
    })
  })

  it('lets the clerk settle a reading with a reason, and free it again', async () => {
    const { features } = await api('road?limit=400')
    const road =
      features.find(({ properties: p }) => /[乐长重朝]/.test(p.name ?? '')) ?? features[0]
    await asPerson('clerk', '/tasks', {}, async (page) => {
      await page.goto(`${URL_BASE}/names/road/${road.id}`)
      await page.getByRole('button', { name: '审定读音' }).click()
      const dialog = page.getByRole('dialog')
      assert.ok(await dialog.getByRole('button', { name: '审定读音' }).isDisabled())
      await dialog.getByLabel('依据').fill('地名志')
      await assertAccessible(page)
      await dialog.getByRole('button', { name: '审定读音' }).click()
      await page.getByText('读音已审定').waitFor()
      await page.getByRole('region', { name: '登记变更' }).getByText('地名志').waitFor()
      await page.getByRole('button', { name: '修改审定读音' }).click()
      await dialog.getByLabel('依据').fill('改回')
      await dialog.getByRole('button', { name: '解除审定' }).click()
      await page.getByText('读音已审定').waitFor({ state: 'detached' })
    })
  })

  it('fits a phone', async () => {
    const road = await namedRoad()
    await onPage(`/names/road/${road.id}`, PHONE, async (page) => {
      await page.getByRole('heading', { name: '相近名称' }).waitFor()
      assert.equal(await overflow(page), 0)
      await assertAccessible(page)
    })
  })

  it('says that there is no such name', () =>
    onPage('/names/road/00000000-0000-7000-8000-000000000000', { mayFail: true }, (page) =>
      page.getByRole('alert').waitFor(),
    ))
})
